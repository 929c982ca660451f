using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Foundation.Certificates;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>An issuer's keys: looked up when the first token comes, and again when a token names a key that is not known.</summary>
internal sealed class IssuerKeys : IDisposable
{
    /// <summary>Keys are not fetched more often, whatever keys tokens name.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(10);

    /// <summary>Keys this old are fetched again in any case, so that one that was withdrawn counts no more.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Larger documents are no keys.</summary>
    private const int MaxDocumentBytes = 1024 * 1024;

    private readonly JwtIssuerOptions _issuer;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _fetching = new(1);
    private volatile Fetched? _fetched;

    /// <param name="Keys">What verifies; empty when fetching failed.</param>
    /// <param name="At">A timestamp.</param>
    /// <param name="Error">Why fetching failed, or empty.</param>
    private sealed record Fetched(IReadOnlyList<JsonWebKey> Keys, long At, string Error);

    /// <exception cref="CertificateException">The certificate authority cannot be read.</exception>
    public IssuerKeys(JwtIssuerOptions issuer, TimeProvider time)
    {
        (_issuer, _time) = (issuer, time);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = AnswerWithin };
        if (issuer.CertificateAuthority.Length > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(Pem.ParseCertificates(issuer.CertificateAuthority, $"the certificate authority of {issuer.Url}"));
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        _http = new HttpClient(handler) { Timeout = AnswerWithin, MaxResponseContentBufferSize = MaxDocumentBytes };
    }

    /// <summary>The keys that may have made a signature.</summary>
    /// <param name="id">The <c>kid</c> that the token names; empty for none.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The keys, and why there are none.</returns>
    public async ValueTask<(IReadOnlyList<JsonWebKey> Keys, string Error)> FindAsync(string id, CancellationToken cancel)
    {
        var fetched = _fetched;
        if (!Serves(fetched, id))
        {
            await _fetching.WaitAsync(cancel);
            try
            {
                if (!Serves(_fetched, id))
                {
                    _fetched = await FetchAsync(_fetched, cancel);
                }

                fetched = _fetched;
            }
            finally
            {
                _fetching.Release();
            }
        }

        var keys = fetched!.Keys.Where(key => id.Length == 0 || key.Id == id).ToList();
        return (keys, keys.Count > 0 ? "" : fetched.Error.Length > 0 ? fetched.Error : $"the issuer has no key {id}");
    }

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    private bool Serves(Fetched? fetched, string id)
    {
        if (fetched is null)
        {
            return false;
        }

        var age = _time.GetElapsedTime(fetched.At);
        return age < LeastInterval || (age < MaxAge && fetched.Error.Length == 0 && (id.Length == 0 || fetched.Keys.Any(key => key.Id == id)));
    }

    // When the issuer does not answer, the keys that are known go on counting.
    private async Task<Fetched> FetchAsync(Fetched? before, CancellationToken cancel)
    {
        try
        {
            var keys = await FetchKeysAsync(cancel);
            return new Fetched(keys, _time.GetTimestamp(), keys.Count > 0 ? "" : "the issuer publishes no key that can be used");
        }
        catch (Exception e) when ((e is HttpRequestException or IOException or DocumentFormatException or OperationCanceledException) && !cancel.IsCancellationRequested)
        {
            return new Fetched(before?.Keys ?? [], _time.GetTimestamp(), $"the keys of {_issuer.Url} cannot be fetched: {e.Message}");
        }
    }

    private async Task<IReadOnlyList<JsonWebKey>> FetchKeysAsync(CancellationToken cancel)
    {
        var discovery = _issuer.DiscoveryUrl.Length > 0 ? _issuer.DiscoveryUrl : _issuer.Url.TrimEnd('/') + "/.well-known/openid-configuration";
        var configuration = await GetAsync(discovery, cancel);
        if (configuration.GetString("issuer") != _issuer.Url)
        {
            throw new IOException($"{discovery} speaks of the issuer {configuration.GetString("issuer")}");
        }

        var document = await GetAsync(configuration.GetString("jwks_uri") ?? throw new IOException($"{discovery} has no jwks_uri"), cancel);
        var keys = new List<JsonWebKey>();
        foreach (var item in (document.GetList("keys") ?? new DocList()).Items.ToArray())
        {
            if (item.AsMap is { } map && JsonWebKey.TryRead(map) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private async Task<DocMap> GetAsync(string url, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new IOException($"{url} is no https URL");
        }

        return JsonDocumentReader.ReadMap(await _http.GetByteArrayAsync(address, cancel));
    }
}
