using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Scenarios;

/// <summary>Services of each kind, asked from a pod.</summary>
internal sealed class ServiceTests(string version) : KubectlFixture(version)
{
    [OneTimeSetUp]
    public async Task CreateServersAndClient()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("web", 2));
        await Kubectl.ApplyAsync(Manifests.IdlePod("client"));
        await Kubectl.RunAsync("expose", "deployment", "web", "--port=80", "--target-port=8080");
        await Kubectl.RunAsync("expose", "deployment", "web", "--name=headless", "--cluster-ip=None", "--port=8080");
        await Kubectl.RolledOutAsync("web");
        await Kubectl.ReadyAsync("client");
    }

    [TestCase("web")]
    [TestCase("web.NAMESPACE")]
    [TestCase("web.NAMESPACE.svc")]
    [TestCase("web.NAMESPACE.svc.cluster.local")]
    [TestCase("web.NAMESPACE.svc.cluster.local.")]
    public Task Service_answers_by_name(string name) =>
        Eventually.ThatAsync(() => AskAsync($"http://{name.Replace("NAMESPACE", Kubectl.Namespace, StringComparison.Ordinal)}/"),
            Does.Contain("Hello from LightKube!"), "the answer");

    [Test]
    public async Task Service_answers_by_its_address()
    {
        var address = await Kubectl.FieldAsync("service/web", ".spec.clusterIP");

        await Eventually.ThatAsync(() => AskAsync($"http://{address}/"), Does.Contain("Hello from LightKube!"), "the answer");
    }

    [Test]
    public async Task Headless_service_resolves_to_its_pods()
    {
        var pods = (await Kubectl.FieldAsync("pods", ".items[?(@.metadata.labels.app==\"web\")].status.podIP")).Split(' ');

        await Eventually.ThatAsync(() => InClientAsync("nslookup", $"headless.{Kubectl.Namespace}.svc.cluster.local"),
            Does.Contain(pods[0]).And.Contain(pods[^1]), "the addresses");
    }

    [Test]
    public async Task Service_without_endpoints_refuses_at_once()
    {
        await Kubectl.RunAsync("create", "service", "clusterip", "nobody", "--tcp=80:8080");
        var address = await Kubectl.FieldAsync("service/nobody", ".spec.clusterIP");

        await Eventually.ThatAsync(async () => (await Kubectl.TryAsync("exec", "client", "--", "timeout", "10", "wget", "-O-", $"http://{address}/")).Errors,
            Does.Contain("Connection refused"), "the refusal");
    }

    [Test]
    public async Task Pod_that_is_not_ready_gets_no_requests()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("gated", 1).Replace("path: /", "path: /missing", StringComparison.Ordinal));
        await Kubectl.RunAsync("expose", "deployment", "gated", "--port=80", "--target-port=8080");

        await Eventually.ThatAsync(() => Kubectl.FieldAsync("endpoints/gated", ".subsets[*].notReadyAddresses[*].ip"), Is.Not.Empty, "its address");

        Assert.That(await Kubectl.FieldAsync("endpoints/gated", ".subsets[*].addresses[*].ip"), Is.Empty);
    }

    private Task<string> AskAsync(string url) => InClientAsync("timeout", "5", "wget", "-q", "-O-", url);

    private async Task<string> InClientAsync(params string[] command) =>
        (await Kubectl.TryAsync(["exec", "client", "--", .. command])).Output;
}
