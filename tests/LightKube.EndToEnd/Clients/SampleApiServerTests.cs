using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Clients;

/// <summary>
/// Kubernetes' sample API server, built from its source, behind our aggregation layer: it runs as a program on the node, and a Service without
/// a selector leads to it. The cluster is its own: until it answers, every client that asks for all kinds is told that one group is missing.
/// </summary>
internal sealed class SampleApiServerTests
{
    private const string Group = "wardle.example.com";
    private const string Service = "v1alpha1." + Group;

    private static readonly DevCluster _cluster = new("e2e-aggregated");
    private readonly Kubectl _kubectl = _cluster.Kubectl("1.36", "wardle");
    private readonly string _data = Directory.CreateTempSubdirectory("lightkube-wardle-").FullName;
    private readonly Stack<RunningCommand> _programs = [];

    [OneTimeSetUp]
    public async Task Aggregate()
    {
        await _cluster.UpAsync("--no-sample");
        var node = await _kubectl.FieldAsync("nodes", ".items[0].status.addresses[?(@.type==\"InternalIP\")].address");
        var admin = (await _cluster.ExecAsync("sh", "-c", "echo $KUBECONFIG")).Succeeded().Output.Trim();
        StartOnNode(Repository.Tool("etcd"), "--data-dir", Path.Combine(_data, "etcd"), "--listen-client-urls", "http://127.0.0.1:12379",
            "--advertise-client-urls", "http://127.0.0.1:12379", "--listen-peer-urls", "http://127.0.0.1:12380");
        StartOnNode(Repository.Tool("sample-apiserver"), "--etcd-servers", "http://127.0.0.1:12379", "--secure-port", "18443",
            "--cert-dir", Path.Combine(_data, "certificates"), "--kubeconfig", admin, "--authentication-kubeconfig", admin, "--authorization-kubeconfig", admin);
        await _kubectl.RunAsync("create", "namespace", _kubectl.Namespace);
        await _kubectl.ApplyAsync($$"""
            apiVersion: v1
            kind: Service
            metadata: { name: api }
            spec:
              ports: [{ port: 443, targetPort: 18443 }]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: api
              labels: { kubernetes.io/service-name: api }
            addressType: IPv4
            ports: [{ port: 18443, protocol: TCP }]
            endpoints: [{ addresses: ["{{node}}"] }]
            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: { name: {{Service}} }
            spec:
              group: {{Group}}
              version: v1alpha1
              groupPriorityMinimum: 1000
              versionPriority: 15
              insecureSkipTLSVerify: true
              service: { name: api, namespace: {{_kubectl.Namespace}} }
            """);
        await _kubectl.RunAsync("wait", "--for=condition=Available", $"apiservice/{Service}", "--timeout=60s");
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        await _kubectl.RunAsync("delete", "apiservice", Service);
        while (_programs.TryPop(out var program))
        {
            await program.DisposeAsync();
        }

        await _cluster.DownAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Test]
    public async Task Its_kinds_are_like_any_other()
    {
        await _kubectl.RunAsync("create", "-f", Path.Combine(Repository.Tool("samples"), "sample-apiserver", "artifacts", "flunders", "01-flunder.yaml"));
        await using var watch = _kubectl.Start("get", "flunders", "-w", "-o", "jsonpath={.metadata.name}:{.metadata.labels.tried}{\"\\n\"}");
        await watch.OutputAsync(output => output.Contains("my-first-flunder:"), "the flunder");

        await _kubectl.RunAsync("label", "flunder", "my-first-flunder", "tried=yes");

        await watch.OutputAsync(output => output.Contains("my-first-flunder:yes"), "the label");
        Assert.That((await _kubectl.RunAsync("api-resources", "--api-group", Group, "-o", "name")).Output, Does.Contain("flunders"));
        Assert.That((await _kubectl.RunAsync("get", "--raw", $"/apis/{Group}")).Output, Does.Contain("v1alpha1"));
        await _kubectl.RunAsync("delete", "flunder", "my-first-flunder");
        Assert.That((await _kubectl.RunAsync("get", "flunders", "-o", "name")).Output, Is.Empty);
    }

    [Test]
    public async Task Its_kinds_are_explained_though_it_publishes_no_OpenAPI_3()
    {
        Assert.That((await _kubectl.RunAsync("explain", "flunders")).Output, Does.Contain("KIND:       Flunder").And.Contain($"GROUP:      {Group}").And.Contain("spec"));
        Assert.That((await _kubectl.RunAsync("explain", "flunders.metadata.labels")).Output, Does.Contain("FIELD: labels <map[string]string>"));
    }

    [Test]
    public async Task Rights_are_asked_of_the_cluster_for_the_user_who_came()
    {
        await _kubectl.RunAsync("create", "role", "reader", "--verb=list", $"--resource=flunders.{Group}");
        await _kubectl.RunAsync("create", "rolebinding", "reader", "--role=reader", "--user=ann");

        Assert.That((await _kubectl.TryAsync("get", "flunders", "--as", "ann")).ExitCode, Is.Zero);
        var refused = await _kubectl.TryAsync("get", "flunders", "--as", "bob");

        Assert.That(refused.Errors, Does.Contain("Forbidden").And.Contain("\"bob\""));
    }

    private void StartOnNode(string program, params string[] arguments) => _programs.Push(
        RunningCommand.Start(Repository.Executable, ["dev", "exec", "--name", _cluster.Name, "--", program, .. arguments], new Dictionary<string, string>()));
}
