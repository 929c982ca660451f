using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>What a service's type and fields make it need.</summary>
/// <param name="service">The whole Service.</param>
internal readonly struct ServiceForm(Field service)
{
    private readonly Field _spec = service["spec"];

    public string Type => _spec["type"].Text;

    public bool IsHeadless => _spec["clusterIPs"].Count == 1 && _spec["clusterIPs"][0].Text == "None";

    public bool IsReachedFromOutside => Type is "LoadBalancer" or "NodePort" || (Type == "ClusterIP" && _spec["externalIPs"].Count > 0);

    public bool NeedsHealthCheck => Type == "LoadBalancer" && _spec["externalTrafficPolicy"].Text == "Local";
}
