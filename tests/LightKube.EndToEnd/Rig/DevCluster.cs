using System.Globalization;

namespace LightKube.EndToEnd.Rig;

/// <summary>A cluster that <c>lightkube dev up</c> makes, for tests to drive.</summary>
internal sealed class DevCluster(string name)
{
    internal string Name => name;

    /// <summary>For the machine's own kubectl.</summary>
    internal string KubeConfig { get; } = Path.Combine(Path.GetTempPath(), $"lightkube-{name}.kubeconfig");

    private string ServerPidFile => $"/var/lib/lightkube-dev/{name}/node-1/server.pid";

    /// <summary>Makes the cluster, or starts what is missing of it.</summary>
    internal async Task<CommandResult> UpAsync(params string[] options) =>
        (await DevAsync(["up", "--name", name, "--write-kubeconfig", KubeConfig, .. options])).Succeeded();

    /// <summary>Brings the images that tests use; there is no registry.</summary>
    internal async Task ImportTestImagesAsync()
    {
        string[] archives = [Repository.SampleImage, Repository.TestImage("busybox.tar"), Repository.TestImage("hello-2.tar")];
        (await DevAsync(["import", "--name", name, .. archives])).Succeeded();
    }

    /// <summary>Runs a command on the node.</summary>
    internal Task<CommandResult> ExecAsync(params string[] command) => DevAsync(["exec", "--name", name, "--", .. command]);

    /// <summary>Asks a web server from the node, with nothing but the node's shell.</summary>
    internal Task<CommandResult> HttpGetAsync(string host, string port) => ExecAsync("bash", "-c",
        $@"exec 3<>/dev/tcp/{host}/{port} && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && timeout 5 cat <&3");

    internal async Task<CommandResult> DownAsync()
    {
        File.Delete(KubeConfig);
        return (await DevAsync(["down", "--name", name])).Succeeded();
    }

    /// <summary>The server's process id, as the machine sees it.</summary>
    internal int ServerPid() => int.Parse(File.ReadAllText(ServerPidFile).Split(' ')[0], CultureInfo.InvariantCulture);

    internal Kubectl Kubectl(string version, string @namespace = "default") => new(version, KubeConfig, @namespace);

    internal static Task<CommandResult> DevAsync(params string[] arguments) => Command.RunAsync(Repository.Executable, ["dev", .. arguments]);
}
