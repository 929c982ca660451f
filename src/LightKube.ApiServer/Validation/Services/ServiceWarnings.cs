using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>Advice about services in which nothing is wrong.</summary>
internal static class ServiceWarnings
{
    private const string Hints = "service.kubernetes.io/topology-aware-hints";

    public static void Warn(Field service)
    {
        var (spec, annotations) = (service["spec"], service["metadata"]["annotations"]);
        if (annotations.Map?.Contains(Hints) == true)
        {
            annotations.Entry(Hints).WarnAsIs($"annotation {Hints} is deprecated, please use service.kubernetes.io/topology-mode instead");
        }

        if (spec["externalIPs"].Count > 0)
        {
            for (var i = 0; i < spec["externalIPs"].Count; i++)
            {
                Spelling(spec["externalIPs"][i]);
            }
        }

        var form = new ServiceForm(service);
        for (var i = 0; i < spec["clusterIPs"].Count && !form.IsHeadless; i++)
        {
            Spelling(spec["clusterIPs"][i]);
        }

        if (form.IsHeadless)
        {
            Headless(spec);
        }
    }

    private static void Headless(Field spec)
    {
        if (spec["loadBalancerIP"].HasText)
        {
            spec["loadBalancerIP"].WarnAsIs("spec.loadBalancerIP is ignored for headless services");
        }

        if (spec["externalIPs"].Count > 0)
        {
            spec["externalIPs"].WarnAsIs("spec.externalIPs is ignored for headless services");
        }

        if (spec["sessionAffinity"].Text == "ClientIP")
        {
            spec["sessionAffinity"].WarnAsIs("spec.SessionAffinity is ignored for headless services");
        }
    }

    private static void Spelling(Field address)
    {
        if (AddressRules.Parse(address.Text) is { } parsed && AddressRules.IsSix(address.Text) && parsed.ToString() != address.Text)
        {
            address.Warn($"IPv6 address \"{address.Text}\" should be in RFC 5952 canonical format (\"{parsed}\")");
        }
    }
}
