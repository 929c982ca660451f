using System.Text.Json;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Scenarios;

/// <summary>The server is killed under load, and started again.</summary>

internal sealed class KilledServerTests
{
    private const int Writers = 4;
    private const int AcknowledgedBeforeTheKill = 40;

    private readonly DevCluster _cluster = new("e2e-killed");

    private Kubectl Kubectl => _cluster.Kubectl("1.32");

    [OneTimeSetUp]
    public async Task Up()
    {
        await _cluster.UpAsync("--no-sample");
        await _cluster.ImportTestImagesAsync();
    }

    [OneTimeTearDown]
    public async Task Down()
    {
        await _cluster.DownAsync();
        MachineState.AssertNothingIsLeftOf(_cluster.Name);
    }

    [Test]
    public async Task Nothing_acknowledged_is_lost_and_no_container_restarts()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("web", 3));
        await Kubectl.RolledOutAsync("web");
        var before = await ContainersAsync();

        var acknowledged = await WriteUntilKilledAsync();
        await AssertPodsAnswerAsync(before.Keys);
        await _cluster.UpAsync("--no-sample");

        var present = (await Kubectl.RunAsync("get", "configmaps", "-o", "name")).Lines;
        Assert.That(present, Is.SupersetOf(acknowledged.Select(name => $"configmap/{name}")));
        await Kubectl.RolledOutAsync("web");
        Assert.That(await ContainersAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Watch_goes_on_after_the_restart()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("watched", 1));
        await Kubectl.RolledOutAsync("watched");
        // `rollout status` keeps its watch up by itself, whatever happens to the server in between.
        await Kubectl.RunAsync("rollout", "pause", "deployment/watched");
        await Kubectl.RunAsync("set", "image", "deployment/watched", $"web={Manifests.HelloAgain}");
        await using var watch = Kubectl.Start("rollout", "status", "deployment/watched", "--timeout=110s");
        await watch.OutputAsync(output => output.Contains("Waiting for deployment"), "that it waits");

        await KillAsync();
        await _cluster.UpAsync("--no-sample");
        await Kubectl.RunAsync("rollout", "resume", "deployment/watched");

        Assert.That((await watch.EndAsync()).Succeeded().Output, Does.Contain("successfully rolled out"));
    }

    /// <summary>Container id and restart count of every pod, by the pod's address.</summary>
    private async Task<Dictionary<string, string>> ContainersAsync()
    {
        using var pods = JsonDocument.Parse((await Kubectl.RunAsync("get", "pods", "-l", "app=web", "-o", "json")).Output);
        return pods.RootElement.GetProperty("items").EnumerateArray().Select(pod => pod.GetProperty("status")).ToDictionary(
            status => status.GetProperty("podIP").GetString()!,
            status => status.GetProperty("containerStatuses")[0] is var container
                ? $"{container.GetProperty("containerID").GetString()} {container.GetProperty("restartCount").GetInt32()}" : "");
    }

    private async Task<IReadOnlyList<string>> WriteUntilKilledAsync()
    {
        var acknowledged = new List<string>();
        var enough = new TaskCompletionSource();
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteUntilRefusedAsync(writer, acknowledged, enough))).ToList();
        await enough.Task.WaitAsync(RunningCommand.Patience);
        await KillAsync();
        await Task.WhenAll(writers);
        return acknowledged;
    }

    private async Task WriteUntilRefusedAsync(int writer, List<string> acknowledged, TaskCompletionSource enough)
    {
        for (var n = 0; ; n++)
        {
            var name = $"write-{writer}-{n}";
            if ((await Kubectl.TryAsync("create", "configmap", name, "--from-literal=key=value")).ExitCode != 0)
                return;
            lock (acknowledged)
            {
                acknowledged.Add(name);
                if (acknowledged.Count >= AcknowledgedBeforeTheKill)
                    enough.TrySetResult();
            }
        }
    }

    private async Task KillAsync()
    {
        var pid = _cluster.ServerPid();
        (await Command.RunAsync("kill", "-KILL", $"{pid}")).Succeeded();
        await Eventually.ThatAsync(() => Task.FromResult(Directory.Exists($"/proc/{pid}")), Is.False, "the killed server");
    }

    private async Task AssertPodsAnswerAsync(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            var answer = await _cluster.HttpGetAsync(address, "8080");
            Assert.That(answer.Output, Does.Contain("Hello from LightKube!"), $"the pod at {address} while there is no server");
        }
    }
}
