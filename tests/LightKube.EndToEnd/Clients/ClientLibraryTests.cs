using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Clients;

/// <summary>
/// Client libraries of other languages, as their distributions ship them. Each program stands beside this file and tells of
/// every step; <c>packaging/clients.sh</c> fetches the libraries.
/// </summary>
internal sealed class ClientLibraryTests
{
    private const string AllDone = "all done";

    private readonly string _namespace = $"clients-{Guid.NewGuid():N}"[..14];

    private static Kubectl Kubectl => SharedCluster.Extended.Kubectl("1.36");

    [OneTimeSetUp]
    public Task CreateNamespace() => Kubectl.RunAsync("create", "namespace", _namespace);

    [OneTimeTearDown]
    public Task DeleteNamespace() => Kubectl.RunAsync("delete", "namespace", _namespace, "--timeout=90s");

    [Test]
    public async Task Python_client_works()
    {
        var result = (await RunAsync("/usr/bin/python3", [Program("client.py")])).Succeeded();

        Assert.That(result.Output, Does.EndWith($"{AllDone}\n"));
    }

    [Test]
    public async Task Ruby_client_works()
    {
        await Kubectl.RunAsync("create", "serviceaccount", "ruby", "-n", _namespace);
        await Kubectl.RunAsync("create", "clusterrolebinding", _namespace, "--clusterrole=cluster-admin", $"--serviceaccount={_namespace}:ruby");
        try
        {
            var token = (await Kubectl.RunAsync("create", "token", "ruby", "-n", _namespace)).Output.Trim();
            var server = (await Kubectl.RunAsync("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}")).Output;

            var result = (await RunAsync("/usr/bin/ruby", [Program("client.rb")], ("TOKEN", token), ("SERVER", server))).Succeeded();

            Assert.That(result.Output, Does.EndWith($"{AllDone}\n"));
        }
        finally
        {
            await Kubectl.RunAsync("delete", "clusterrolebinding", _namespace);
        }
    }

    [Test]
    public async Task JavaScript_client_and_its_informers_work()
    {
        var folder = Repository.Tool("client-node");
        File.Copy(Program("client.mjs"), Path.Combine(folder, "client.mjs"), overwrite: true);

        var result = (await RunAsync("node", [Path.Combine(folder, "client.mjs")], ("NODE_TLS_REJECT_UNAUTHORIZED", "1"))).Succeeded();

        Assert.That(result.Output, Does.EndWith($"{AllDone}\n"));
    }

    [Test]
    public async Task Modules_of_Ansible_work()
    {
        var result = await RunAsync(
            "ansible-playbook",
            ["-i", "localhost,", "-e", "ansible_python_interpreter=/usr/bin/python3", Program("playbook.yaml")],
            ("K8S_AUTH_KUBECONFIG", SharedCluster.Extended.KubeConfig),
            ("ANSIBLE_COLLECTIONS_PATH", Repository.Tool("ansible")),
            ("ANSIBLE_HOME", Path.Combine(Path.GetTempPath(), $"lightkube-{_namespace}")),
            ("LC_ALL", "C.UTF-8"));

        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
    }

    private static string Program(string name) => Path.Combine(Repository.Root, "tests", "LightKube.EndToEnd", "Clients", "Programs", name);

    private Task<CommandResult> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var variables = new Dictionary<string, string>
        {
            ["KUBECONFIG"] = SharedCluster.Extended.KubeConfig,
            ["NAMESPACE"] = _namespace,
            ["IMAGE"] = Manifests.Busybox,
        };
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        return Command.RunAsync(program, arguments, input: "", variables);
    }
}
