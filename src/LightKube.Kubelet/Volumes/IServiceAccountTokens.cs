using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Volumes;

/// <param name="Token">A JWT.</param>
/// <param name="RefreshAt">When a new one should be fetched, well before this one runs out.</param>
internal readonly record struct ServiceAccountToken(string Token, DateTimeOffset RefreshAt);

/// <summary>Tokens of pods' service accounts, bound to the pod; kept until they should be renewed.</summary>
internal interface IServiceAccountTokens
{
    /// <exception cref="VolumeException">The API gives none.</exception>
    Task<ServiceAccountToken> GetAsync(Pod pod, string audience, long? expirationSeconds, CancellationToken cancel);
}
