using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The newer names of the conformance list under 'ServiceAccounts'.</summary>
internal sealed class ServiceAccountTests
{
    private const string TokenReviews = "/apis/authentication.k8s.io/v1/tokenreviews";

    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly Kubectl _kubectl = SharedCluster.Cluster.Kubectl("1.36", $"accounts-{Guid.NewGuid():N}"[..14]);

    private string Accounts => $"/api/v1/namespaces/{_kubectl.Namespace}/serviceaccounts";

    private string RootAuthority => $"/api/v1/namespaces/{_kubectl.Namespace}/configmaps/kube-root-ca.crt";

    [OneTimeSetUp]
    public Task CreateNamespace() => _kubectl.RunAsync("create", "namespace", _kubectl.Namespace);

    [OneTimeTearDown]
    public async Task DeleteNamespace()
    {
        _api.Dispose();
        await _kubectl.RunAsync("delete", "namespace", _kubectl.Namespace, "--timeout=90s");
    }

    [Test]
    public async Task Token_is_reviewed_as_its_account()
    {
        var token = await TokenAsync("reviewed");

        var status = await ReviewAsync(token);

        Assert.That((bool)status["authenticated"]!);
        Assert.That((string)status["user"]!["username"]!, Is.EqualTo($"system:serviceaccount:{_kubectl.Namespace}:reviewed"));
        Assert.That(status["user"]!["groups"]!.AsArray().Select(static group => (string)group!), Is.EquivalentTo(
            new[] { "system:serviceaccounts", $"system:serviceaccounts:{_kubectl.Namespace}", "system:authenticated" }));
        (await _api.DeleteAsync($"{Accounts}/reviewed")).Is(200);
        // What was found of a token counts for ten seconds.
        await Eventually.ThatAsync(async () => (bool?)(await ReviewAsync(token))["authenticated"], Is.Not.True, "the token of an account that has gone");
    }

    [Test]
    public async Task Anybody_can_check_a_token_by_the_issuers_documents()
    {
        var parts = (await TokenAsync("issued")).Split('.');
        var claims = Json(parts[1]);

        var issuer = (await _api.GetAsync("/.well-known/openid-configuration")).Is(200).Json;
        var keys = (await _api.GetAsync(new Uri((string)issuer["jwks_uri"]!).AbsolutePath, "application/jwk-set+json")).Is(200).Json["keys"]!.AsArray();

        Assert.That((string)issuer["issuer"]!, Is.EqualTo((string)claims["iss"]!));
        var key = keys.Single(known => (string)known!["kid"]! == (string)Json(parts[0])["kid"]!)!;
        Assert.That(Verifies(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])));
        var reader = await _kubectl.RunAsync("auth", "can-i", "get", "/openid/v1/jwks", $"--as=system:serviceaccount:{_kubectl.Namespace}:issued", "--as-group=system:serviceaccounts");
        Assert.That(reader.Output.Trim(), Is.EqualTo("yes"));
    }

    [Test]
    public async Task Every_namespace_has_the_root_certificate()
    {
        await Eventually.ThatAsync(AuthorityAsync, Does.StartWith("-----BEGIN CERTIFICATE-----"), "the root certificate");
        var before = await AuthorityAsync();

        (await _api.DeleteAsync(RootAuthority)).Is(200);
        await Eventually.ThatAsync(AuthorityAsync, Is.EqualTo(before), "it comes back");
        await _api.UpdateAsync(RootAuthority, static now => now["data"] = new JsonObject { ["ca.crt"] = "", ["other"] = "x" });
        await Eventually.ThatAsync(AuthorityAsync, Is.EqualTo(before), "it is mended");
    }

    [Test]
    public async Task Account_is_updated()
    {
        (await _api.PostAsync(Accounts, Account("changed"))).Is(201);

        await _api.UpdateAsync($"{Accounts}/changed", static now => now["automountServiceAccountToken"] = true);

        Assert.That((bool)(await _api.GetAsync($"{Accounts}/changed")).Is(200).Json["automountServiceAccountToken"]!);
    }

    private static string Account(string name) =>
        $$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"{{name}}"},"automountServiceAccountToken":false}""";

    private async Task<string> TokenAsync(string account)
    {
        (await _api.PostAsync(Accounts, Account(account))).Is(201);
        var request = """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""";
        return (string)(await _api.PostAsync($"{Accounts}/{account}/token", request)).Is(201).Json["status"]!["token"]!;
    }

    private async Task<JsonNode> ReviewAsync(string token)
    {
        var review = $$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{token}}"} }""";
        return (await _api.PostAsync(TokenReviews, review)).Is(201).Json["status"]!;
    }

    private async Task<string?> AuthorityAsync() =>
        await _api.GetAsync(RootAuthority) is { Code: 200 } found ? (string?)found.Json["data"]?["ca.crt"] : null;

    private static JsonNode Json(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!;

    private static bool Verifies(JsonNode key, byte[] text, byte[] signature)
    {
        byte[] Field(string name) => Base64Url.DecodeFromChars((string)key[name]!);
        if ((string)key["kty"]! == "EC")
        {
            using var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Field("x"), Y = Field("y") } });
            return curve.VerifyData(text, signature, HashAlgorithmName.SHA256);
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = Field("n"), Exponent = Field("e") });
        return rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
