using LightKube.Api.Core.V1;
using LightKube.Api.Pods;
using LightKube.Api.Storage.V1;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>
/// For whom a node may ask tokens of its pods' accounts: for the audiences that a pod's volumes name, and for those that a rule of RBAC lets it ask for, by
/// the verb <c>request-serviceaccounts-token-audience</c> on a resource of the audience's name.
/// </summary>
internal sealed class NodeTokenAudiences(IObjectReader objects, IAuthorizer authorizer)
{
    private const string Verb = "request-serviceaccounts-token-audience";

    /// <exception cref="Api.Errors.ApiException">Forbidden.</exception>
    public async ValueTask CheckAsync(AdmissionRequest request, Pod pod, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        if (audiences.Count > 1)
        {
            throw request.Forbid("node may only request 0 or 1 audiences");
        }

        // Without a name it is this API.
        var audience = audiences.Count == 0 ? "" : audiences[0];
        if (pod.Spec.Volumes.Any(volume => Names(pod, volume, audience)))
        {
            return;
        }

        var attributes = new AuthorizationAttributes
        {
            User = request.User, Verb = Verb, IsResourceRequest = true, Version = "v1", Resource = audience, Namespace = request.Namespace, Name = request.Name,
        };
        if (audience.Length == 0 || await authorizer.AuthorizeAsync(attributes, cancel).ConfigureAwait(false) is { IsAllowed: false })
        {
            throw request.Forbid($"audience \"{audience}\" not found in pod spec volume");
        }
    }

    private bool Names(Pod pod, Volume volume, string audience) =>
        volume.Projected.Sources.Any(source => source.ServiceAccountToken.IsPresent && source.ServiceAccountToken.Audience == audience)
        || (DriverOf(pod, volume) is { Length: > 0 } driver && objects.Find<CSIDriver>("", driver)?.Spec.TokenRequests.Any(wanted => wanted.Audience == audience) == true);

    // Volumes of a driver: in the pod itself, or behind a claim, which may be made for the pod.
    private string? DriverOf(Pod pod, Volume volume)
    {
        if (volume.Csi.IsPresent)
        {
            return volume.Csi.Driver;
        }

        var claim = PodClaims.NameOf(pod, volume);
        return claim.Length > 0 && objects.Find<PersistentVolumeClaim>(pod.Metadata.Namespace, claim)?.Spec.VolumeName is { Length: > 0 } name
            ? objects.Find<PersistentVolume>("", name)?.Spec.Csi.Driver
            : null;
    }
}
