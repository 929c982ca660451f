using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LightKube.Api.Certificates.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Components;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
using LightKube.Testing.Rigs;
using LightKube.Testing.Servers;
using Microsoft.Extensions.Logging;

namespace LightKube.Controllers.Tests;

/// <summary>On the real API server, as conditions and rights are its rules.</summary>
public sealed class CertificatesAndTokensTests : IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly RecordedLogs _logs = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IComponent> _components = [];
    private RunningApiServer _server = null!;
    private IClient _api = null!;
    private Eventually _eventually = null!;
    private CertificateAuthority _authority = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RunningApiServer.StartAsync(_logs);
        _api = _server.InProcess;
        _eventually = new Eventually(_api, () => _logs.Lines(LogLevel.Warning));
        _authority = CertificateAuthority.LoadOrCreate(
            Path.Combine(_directory.Path, "ca.crt"), Path.Combine(_directory.Path, "ca.key"), "ca", TimeProvider.System);
        var controllers = _server.InProcessAs("system:kube-controller-manager");
        var informers = new InformerSet(controllers, TimeProvider.System, () => 0.5, _logs);
        var events = new EventRecorder(controllers, TimeProvider.System, () => 0.5, _logs.CreateLogger("events"));
        var options = new ControllerOptions
        {
            RootCertificates = "PEM",
            PodCidrRanges = [],
            ClusterAuthority = _authority,
            SignTokenSecret = (secret, account) => $"token of {account.Name} in {secret.Name}",
        };
        _components.AddRange([events, .. ControllerSet.Create(controllers, informers, events, options, TimeProvider.System, () => 0.5, _logs), informers]);
        foreach (var component in _components)
            await component.StartAsync(Never);
        await informers.WaitForSyncAsync(Never);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var component in Enumerable.Reverse(_components))
            await component.StopAsync(Never);
        await _server.DisposeAsync();
        _directory.Dispose();
        _logs.Dispose();
    }

    [Test]
    public async Task A_nodes_own_request_is_approved_and_signed()
    {
        var node = _server.InProcessAs("system:node:n1", "system:nodes");

        await node.CreateAsync(Request("csr", "O=system:nodes,CN=system:node:n1", "kubernetes.io/kube-apiserver-client-kubelet", "client auth", "digital signature"), Never);

        var signed = await _eventually.HoldsAsync<CertificateSigningRequest>(
            new ObjectKey("", "csr"), request => Assert.That(request.Status.Certificate, Is.Not.Null.And.Not.Empty));
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(signed.Status.Certificate!));
        Assert.That(certificate.Subject, Does.Contain("CN=system:node:n1"));
        Assert.That(certificate.Issuer, Is.EqualTo(_authority.Certificate.Subject));
        var approval = signed.Status.Conditions.Single();
        Assert.That((approval.Type, approval.Reason), Is.EqualTo(("Approved", "AutoApproved")));
        Assert.That(approval.LastUpdateTime, Is.Not.Null);
    }

    [Test]
    public async Task An_approved_request_for_a_user_is_signed_for_the_time_that_it_asks_for()
    {
        var request = Request("csr", "O=devs,CN=jane", "kubernetes.io/kube-apiserver-client", "client auth");
        request.Spec.ExpirationSeconds = 3600;
        await _api.CreateAsync(request, Never);

        await ApproveAsync("csr");

        var signed = await _eventually.HoldsAsync<CertificateSigningRequest>(
            new ObjectKey("", "csr"), now => Assert.That(now.Status.Certificate, Is.Not.Null.And.Not.Empty));
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(signed.Status.Certificate!));
        Assert.That(certificate.NotAfter.ToUniversalTime(), Is.EqualTo(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1)).Within(TimeSpan.FromMinutes(5)));
    }

    [Test]
    public async Task A_request_that_its_signer_does_not_sign_has_failed()
    {
        await _api.CreateAsync(Request("csr", "CN=jane", "kubernetes.io/kube-apiserver-client", "server auth"), Never);

        await ApproveAsync("csr");

        var failed = await _eventually.HoldsAsync<CertificateSigningRequest>(
            new ObjectKey("", "csr"), now => Assert.That(now.Status.Conditions.Select(condition => condition.Type), Does.Contain("Failed")));
        Assert.That(failed.Status.Conditions.Single(condition => condition.Type == "Failed").Message, Is.EqualTo("invalid usage for client certificate: server auth"));
    }

    [Test]
    public async Task A_secret_for_a_token_is_filled_and_goes_with_its_account()
    {
        await _api.CreateAsync(new ServiceAccount { Metadata = { Name = "bot", Namespace = "default" } }, Never);
        var secret = new Secret { Metadata = { Name = "bot-token", Namespace = "default" }, Type = "kubernetes.io/service-account-token" };
        secret.Metadata.Annotations["kubernetes.io/service-account.name"] = "bot";
        await _api.CreateAsync(secret, Never);

        var filled = await _eventually.HoldsAsync<Secret>(
            secret.Key, now => Assert.That(Encoding.ASCII.GetString(now.Data["token"] ?? []), Is.EqualTo("token of bot in bot-token")));
        Assert.That(Encoding.ASCII.GetString(filled.Data["namespace"]!), Is.EqualTo("default"));
        Assert.That(Encoding.ASCII.GetString(filled.Data["ca.crt"]!), Is.EqualTo("PEM"));

        await _api.DeleteAsync<ServiceAccount>(new ObjectKey("default", "bot"), Never);
        await _eventually.HoldsForAllAsync<Secret>(all => Assert.That(all.Select(item => item.Name), Does.Not.Contain("bot-token")));
    }

    private async Task ApproveAsync(string name)
    {
        var request = (await _api.GetAsync<CertificateSigningRequest>(new ObjectKey("", name), Never)).MutableCopy();
        var condition = request.Status.Conditions.AddNew();
        (condition.Type, condition.Status, condition.Reason) = ("Approved", "True", "ByHand");
        await _api.UpdateAsync(new Document(CertificateSigningRequest.Schema, request.Map), "approval", Never);
    }

    private static CertificateSigningRequest Request(string name, string subject, string signer, params string[] usages)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateSigningRequest { Metadata = { Name = name } };
        request.Spec.Request = Encoding.ASCII.GetBytes(new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequestPem());
        request.Spec.SignerName = signer;
        request.Spec.Usages.ReplaceWith(usages);
        return request;
    }
}
