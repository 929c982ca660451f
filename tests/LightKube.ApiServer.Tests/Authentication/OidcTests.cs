using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authentication.Oidc;
using LightKube.Foundation.Http;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;
using LightKube.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Tests.Authentication;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OidcTests : IAsyncDisposable
{
    private readonly RecordedLogs _logs = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<string> _keys = [];
    private WebApplication _issuer = null!;
    private OidcAuthenticator _authenticator = null!;
    private string _url = "";
    private int _fetches;

    [SetUp]
    public async Task StartAsync()
    {
        var certificate = _authority.Issue("CN=issuer");
        _issuer = BareWebServer.Create(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)), ServeAsync, _logs);
        await _issuer.StartAsync();
        _url = _issuer.Urls.First().Replace("http://", "https://", StringComparison.Ordinal);
        var rsa = _rsa.ExportParameters(false);
        _keys.Add($$"""{"kty":"RSA","kid":"rsa","use":"sig","n":"{{Base64Url.EncodeToString(rsa.Modulus)}}","e":"{{Base64Url.EncodeToString(rsa.Exponent)}}"}""");
        _authenticator = new OidcAuthenticator([Options()], _time);
    }

    public async ValueTask DisposeAsync()
    {
        _authenticator.Dispose();
        await _issuer.DisposeAsync();
        _rsa.Dispose();
        _elliptic.Dispose();
        _authority.Dispose();
        _logs.Dispose();
    }

    [TestCase("RS256")]
    [TestCase("RS512")]
    [TestCase("PS256")]
    public async Task A_signed_token_is_its_user(string algorithm)
    {
        var result = await JudgeAsync(Token(algorithm, "rsa", "'email':'jane@example.com','groups':['devs'],'hd':'example.com','jti':'7'"));

        Assert.That(result.Error, Is.Null);
        Assert.That(result.User!.Name, Is.EqualTo("x:jane@example.com"));
        Assert.That(result.User.Groups, Is.EqualTo(new[] { "g:devs" }));
        Assert.That(result.User.Extra["authentication.kubernetes.io/credential-id"], Is.EqualTo(new[] { "JTI=7" }));
    }

    [TestCase("'groups':['devs'],'hd':'example.com'", "oidc: parse username claims \"email\": claim not present")]
    [TestCase("'email':'a','hd':'other'", "oidc: required claim hd value does not match. Got = other, want = example.com")]
    [TestCase("'email':'a'", "oidc: required claim hd not present in ID token")]
    [TestCase("'email':'a','email_verified':false,'hd':'example.com'", "oidc: email not verified")]
    [TestCase("'email':'a','hd':'example.com','aud':'others'", "oidc: expected audience in [kube] got [others]")]
    public async Task A_token_that_does_not_fit_is_refused(string claims, string error) =>
        Assert.That((await JudgeAsync(Token("RS256", "rsa", claims))).Error, Is.EqualTo(error));

    [Test]
    public async Task A_token_counts_until_its_end()
    {
        var token = Token("RS256", "rsa", "'email':'a','hd':'example.com'");
        Assert.That((await JudgeAsync(token)).IsAuthenticated);

        _time.Advance(TimeSpan.FromHours(2));

        Assert.That((await JudgeAsync(token)).Error, Is.EqualTo("oidc: token is expired"));
    }

    [Test]
    public async Task A_new_key_is_found_when_a_token_names_it()
    {
        Assert.That((await JudgeAsync(Token("RS256", "rsa", "'email':'a','hd':'example.com'"))).IsAuthenticated);
        var point = _elliptic.ExportParameters(false).Q;
        _keys.Add($$"""{"kty":"EC","kid":"new","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""");
        var token = Token("ES256", "new", "'email':'a','hd':'example.com'");
        Assert.That((await JudgeAsync(token)).IsAuthenticated, Is.False, "keys were fetched a moment ago");

        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.That((await JudgeAsync(token)).IsAuthenticated);
        Assert.That(_fetches, Is.EqualTo(2));
    }

    [Test]
    public async Task A_configuration_file_is_read_again_when_it_changes()
    {
        var file = Configuration("a:");
        using var issuers = new ReloadingIssuers(new AuthenticationOptions { ConfigurationFile = "f" }, _ => file, _time, new Logger<ReloadingIssuers>(_logs));
        var token = Token("RS256", "rsa", "'email':'jane'");
        Assert.That((await issuers.AuthenticateAsync(token, [], CancellationToken.None)).User?.Name, Is.EqualTo("a:jane"));

        file = Configuration("b:");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await issuers.AuthenticateAsync(token, [], CancellationToken.None)).User?.Name, Is.EqualTo("b:jane"));

        file = Configuration("b:") + "\nanonymous: { enabled: false }";
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(issuers.Options.Anonymous, Is.False);

        file = "broken";
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await issuers.AuthenticateAsync(token, [], CancellationToken.None)).User?.Name, Is.EqualTo("b:jane"));
    }

    [Test]
    public async Task A_token_by_another_key_is_refused()
    {
        using var other = RSA.Create(2048);
        var signed = Token("RS256", "rsa", "'email':'a','hd':'example.com'", other);

        Assert.That((await JudgeAsync(signed)).Error, Is.EqualTo("oidc: verify token: failed to verify signature"));
    }

    [Test]
    public async Task The_algorithm_none_is_refused() =>
        Assert.That((await JudgeAsync(Token("none", "rsa", "'email':'a'"))).IsAuthenticated, Is.False);

    [Test]
    public async Task Tokens_of_others_are_nobodys_business() =>
        Assert.That(await JudgeAsync(Token("RS256", "rsa", "'email':'a','iss':'https://other'")), Is.EqualTo(AuthenticationResult.Nothing));

    private ValueTask<AuthenticationResult> JudgeAsync(string token) => _authenticator.AuthenticateAsync(token, [], CancellationToken.None);

    private string Configuration(string prefix)
    {
        var pem = _authority.Certificate.ExportCertificatePem().Replace("\n", "\\n", StringComparison.Ordinal);
        return $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: {{_url}}
                audiences: [kube]
                certificateAuthority: "{{pem}}"
              claimMappings: { username: { claim: email, prefix: "{{prefix}}" } }
            """;
    }

    private JwtIssuerOptions Options() => new()
    {
        Url = _url,
        CertificateAuthority = _authority.Certificate.ExportCertificatePem(),
        Audiences = ["kube"],
        RequiredClaims = [("hd", "example.com")],
        Username = new ClaimMapping("email", "x:"),
        Groups = new ClaimMapping("groups", "g:"),
    };

    private Task ServeAsync(HttpContext http)
    {
        if (http.Request.Path.Value == "/.well-known/openid-configuration")
        {
            return http.Response.WriteAsync($$"""{"issuer":"{{_url}}","jwks_uri":"{{_url}}/keys"}""");
        }

        _fetches++;
        return http.Response.WriteAsync($$"""{"keys":[{{string.Join(',', _keys)}}]}""");
    }

    private string Token(string algorithm, string key, string claims, RSA? signer = null)
    {
        claims = claims.Replace('\'', '"');
        var end = (_time.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds();
        var issuer = claims.Contains("\"iss\"", StringComparison.Ordinal) ? "" : $"\"iss\":\"{_url}\",";
        var audience = claims.Contains("\"aud\"", StringComparison.Ordinal) ? "" : "\"aud\":[\"kube\"],";
        var signed = $"{Encode($$"""{"alg":"{{algorithm}}","kid":"{{key}}"}""")}.{Encode($"{{{issuer}{audience}\"exp\":{end},{claims}}}")}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(algorithm, Encoding.ASCII.GetBytes(signed), signer ?? _rsa))}";
    }

    private byte[] Sign(string algorithm, byte[] data, RSA signer) => algorithm switch
    {
        "RS256" => signer.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS512" => signer.SignData(data, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "PS256" => signer.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "ES256" => _elliptic.SignData(data, HashAlgorithmName.SHA256),
        _ => [],
    };

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
