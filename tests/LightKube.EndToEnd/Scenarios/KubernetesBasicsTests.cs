using System.Globalization;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Scenarios;

/// <summary>
/// The steps of Kubernetes' first tutorial: deploy an application, explore it, expose it, scale it, update it, and take a failed update back.
/// </summary>
internal sealed class KubernetesBasicsTests(string version) : KubectlFixture(version)
{
    private const string App = "kubernetes-bootcamp";

    [Test, Order(1)]
    public async Task Deploy_an_application()
    {
        await Kubectl.RunAsync("create", "deployment", App, $"--image={Manifests.Hello}");
        await Kubectl.RolledOutAsync(App);

        var table = (await Kubectl.RunAsync("get", "deployments")).Table;

        Assert.That(table[0], Is.EqualTo(new[] { "NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE" }));
        Assert.That(table[1][..4], Is.EqualTo(new[] { App, "1/1", "1", "1" }));
    }

    [Test, Order(2)]
    public async Task Explore_it()
    {
        var pod = await PodAsync();

        await Kubectl.RunAsync("describe", "pods");
        var environment = await Kubectl.RunAsync("exec", pod, "--", "env");
        var answer = await Kubectl.RunAsync("exec", pod, "--", "wget", "-qO-", "http://localhost:8080");

        Assert.That(environment.Output, Does.Contain($"HOSTNAME={pod}\n").And.Contain("KUBERNETES_SERVICE_HOST="));
        Assert.That(answer.Output, Is.EqualTo($"Hello from LightKube! | Running on: {pod} | v=1\n"));
    }

    [Test, Order(3)]
    public async Task Reach_it_through_the_proxy_of_the_api()
    {
        await using var proxy = Kubectl.Start("proxy", "--port=0");
        await proxy.OutputAsync(output => output.Contains("Starting to serve on 127.0.0.1:"), "its port");
        var address = proxy.Output.Split("Starting to serve on ")[1].Trim();
        using var http = new HttpClient();

        var version = await http.GetStringAsync(new Uri($"http://{address}/version"));
        var answer = await http.GetStringAsync(new Uri($"http://{address}/api/v1/namespaces/{Kubectl.Namespace}/pods/{await PodAsync()}:8080/proxy/"));

        Assert.That(version, Does.Contain("gitVersion"));
        Assert.That(answer, Does.EndWith("v=1\n"));
    }

    [Test, Order(4)]
    public async Task Expose_it()
    {
        await Kubectl.RunAsync("expose", $"deployment/{App}", "--type=NodePort", "--port", "8080");
        var port = await Kubectl.FieldAsync($"service/{App}", ".spec.ports[0].nodePort");

        Assert.That(int.Parse(port, CultureInfo.InvariantCulture), Is.InRange(30000, 32767));
        await Eventually.ThatAsync(() => AskNodeAsync(port), Does.Contain("Hello from LightKube!"), "the answer at the node's port");

        var pod = await PodAsync();
        await Kubectl.RunAsync("label", "pods", pod, "version=v1");
        Assert.That((await Kubectl.RunAsync("get", "pods", "-l", "version=v1", "-o", "name")).Output, Is.EqualTo($"pod/{pod}\n"));
    }

    [Test, Order(5)]
    public async Task Scale_it()
    {
        await Kubectl.RunAsync("scale", $"deployments/{App}", "--replicas=4");
        await Kubectl.RolledOutAsync(App);

        var port = await Kubectl.FieldAsync($"service/{App}", ".spec.ports[0].nodePort");
        var first = await AskNodeAsync(port);
        await Eventually.ThatAsync(() => AskNodeAsync(port), Does.Contain("Hello").And.Not.EqualTo(first), "the answer of another pod");
    }

    [Test, Order(6)]
    public async Task Update_it_and_take_a_failed_update_back()
    {
        await Kubectl.RunAsync("set", "image", $"deployments/{App}", $"hello={Manifests.HelloAgain}");
        await Kubectl.RolledOutAsync(App);
        var port = await Kubectl.FieldAsync($"service/{App}", ".spec.ports[0].nodePort");
        await Eventually.ThatAsync(() => AskNodeAsync(port), Does.Contain("v=2"), "the new version's answer");

        await Kubectl.RunAsync("set", "image", $"deployments/{App}", "hello=lightkube.local/hello:none");
        await Eventually.ThatAsync(async () => (await Kubectl.RunAsync("get", "pods")).Output,
            Does.Contain("ImagePullBackOff").Or.Contain("ErrImagePull"), "the pods of the failed update");
        Assert.That(await AskNodeAsync(port), Does.Contain("v=2"));

        await Kubectl.RunAsync("rollout", "undo", $"deployments/{App}");
        await Kubectl.RolledOutAsync(App);
        await Eventually.ThatAsync(async () => (await Kubectl.RunAsync("get", "pods")).Output, Does.Not.Contain("ImagePull"), "the failed update's pods");
    }

    private async Task<string> PodAsync() =>
        (await Kubectl.RunAsync("get", "pods", "-l", $"app={App}", "-o", "jsonpath={.items[0].metadata.name}")).Output;

    private static async Task<string> AskNodeAsync(string port) =>
        (await SharedCluster.Cluster.HttpGetAsync("$(hostname --all-ip-addresses | cut -d' ' -f1)", port)).Output;
}
