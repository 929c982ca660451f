using System.Collections.Concurrent;
using LightKube.Api.Authentication.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.Kubelet.Volumes;

/// <summary>Tokens from the API's TokenRequest.</summary>
internal sealed class ServiceAccountTokens(IClient client, TimeProvider time) : IServiceAccountTokens
{
    private const long DefaultSeconds = 3600; // the API's default for a projected token
    private const double RefreshAfter = 0.8; // of its life, as Kubernetes does
    private static readonly TimeSpan OldestToken = TimeSpan.FromHours(24); // renewed daily, however long it lasts

    private readonly ConcurrentDictionary<(string PodUid, string Audience, long Seconds), ServiceAccountToken> _tokens = new();

    public async Task<ServiceAccountToken> GetAsync(Pod pod, string audience, long? expirationSeconds, CancellationToken cancel)
    {
        var key = (pod.Metadata.Uid, audience, expirationSeconds ?? DefaultSeconds);
        if (_tokens.TryGetValue(key, out var known) && known.RefreshAt > time.GetUtcNow())
            return known;
        var token = await RequestAsync(pod, audience, key.Item3, cancel);
        _tokens[key] = token;
        return token;
    }

    internal void Forget(string podUid)
    {
        foreach (var key in _tokens.Keys.Where(key => key.PodUid == podUid))
            _tokens.TryRemove(key, out _);
    }

    private async Task<ServiceAccountToken> RequestAsync(Pod pod, string audience, long seconds, CancellationToken cancel)
    {
        var request = new TokenRequest { ApiVersion = "authentication.k8s.io/v1", Kind = "TokenRequest" };
        if (audience.Length > 0)
            request.Spec.Audiences.Add(audience);
        else
            request.Spec.Map.Set("audiences", new Api.Documents.DocList()); // required, and empty means the API server itself
        request.Spec.ExpirationSeconds = seconds;
        request.Spec.BoundObjectRef.ApiVersion = "v1";
        request.Spec.BoundObjectRef.Kind = "Pod";
        request.Spec.BoundObjectRef.Name = pod.Name;
        request.Spec.BoundObjectRef.Uid = pod.Metadata.Uid;
        var account = pod.Spec.ServiceAccountName is { Length: > 0 } name ? name : "default";
        try
        {
            var issued = new TokenRequest(await client.PostAsync(
                ServiceAccount.Schema, new ObjectKey(pod.Namespace, account), "token", request.Map, cancel));
            var now = time.GetUtcNow();
            var life = (issued.Status.ExpirationTimestamp ?? now.AddSeconds(seconds)) - now;
            var refreshIn = life * RefreshAfter;
            return new ServiceAccountToken(issued.Status.Token, now + (refreshIn < OldestToken ? refreshIn : OldestToken));
        }
        catch (ApiException e)
        {
            throw new VolumeException($"failed to fetch token: {e.Message}", e);
        }
    }
}
