using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Verbs;

internal sealed class LogsTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Log_of_a_pod_that_has_ended_is_whole()
    {
        await Kubectl.ApplyAsync(Manifests.Pod("counter", "seq 1 1000") + "\n  restartPolicy: Never\n");
        await Eventually.ThatAsync(() => Kubectl.FieldAsync("pod/counter", ".status.phase"), Is.EqualTo("Succeeded"), "the phase");

        var log = await Kubectl.RunAsync("logs", "counter");
        var tail = await Kubectl.RunAsync("logs", "counter", "--tail=2");

        Assert.That(log.Lines, Is.EqualTo(Enumerable.Range(1, 1000).Select(n => $"{n}")));
        Assert.That(tail.Lines, Is.EqualTo(new[] { "999", "1000" }));
    }

    [Test]
    public async Task Log_can_be_followed_while_it_grows()
    {
        await Kubectl.ApplyAsync(Manifests.Pod("talker", "n=0; while :; do n=$((n+1)); echo line $n; sleep 0.2; done"));
        await Kubectl.ReadyAsync("talker");

        await using var follow = Kubectl.Start("logs", "-f", "talker");

        await follow.OutputAsync(output => output.Contains("line 1\n"), "the first line");
        var seen = follow.Output.Split('\n').Length;
        await follow.OutputAsync(output => output.Split('\n').Length > seen + 3, "lines written later");
    }

    [Test]
    public async Task Following_ends_with_the_container()
    {
        await Kubectl.ApplyAsync(Manifests.Pod("ends", "for n in 1 2 3; do echo $n; sleep 0.3; done") + "\n  restartPolicy: Never\n");
        await Eventually.ThatAsync(() => Kubectl.FieldAsync("pod/ends", ".status.phase"), Does.Match("Running|Succeeded"), "the phase");

        await using var follow = Kubectl.Start("logs", "-f", "ends");

        Assert.That((await follow.EndAsync()).Succeeded().Output, Is.EqualTo("1\n2\n3\n"));
    }

    [TestCase(null, "one\ntwo\n")]
    [TestCase("base64.binary.k8s.io", "b25lCnR3bwo=")]
    public async Task Log_comes_over_a_websocket(string? protocol, string expected)
    {
        var name = protocol is null ? "binary" : "base64";
        await Kubectl.ApplyAsync(Manifests.Pod(name, "echo one; echo two") + "\n  restartPolicy: Never\n");
        await Eventually.ThatAsync(() => Kubectl.FieldAsync($"pod/{name}", ".status.phase"), Is.EqualTo("Succeeded"), "the phase");

        var messages = await ApiSocket.ReadAllAsync(
            SharedCluster.Cluster.KubeConfig, $"/api/v1/namespaces/{Kubectl.Namespace}/pods/{name}/log", protocol);

        Assert.That(messages[0], Is.Empty);
        Assert.That(string.Concat(messages), Is.EqualTo(expected));
    }

    [Test]
    public async Task Follower_over_a_websocket_that_closes_is_let_go()
    {
        await Kubectl.ApplyAsync(Manifests.Pod("silent", "echo once; sleep 1000"));
        await Kubectl.ReadyAsync("silent");

        var answer = await ApiSocket.CloseFirstAsync(
            SharedCluster.Cluster.KubeConfig, $"/api/v1/namespaces/{Kubectl.Namespace}/pods/silent/log?follow=true");

        Assert.That(answer, Is.EqualTo(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure));
    }

    [Test]
    public async Task Timestamps_and_the_log_before_a_restart()
    {
        await Kubectl.ApplyAsync(Manifests.Pod("again", "echo before; sleep 0.5; exit 1"));
        await Eventually.ThatAsync(() => Kubectl.FieldAsync("pod/again", ".status.containerStatuses[0].restartCount"), Does.Match("[1-9]"), "the restart");

        var previous = await Kubectl.RunAsync("logs", "again", "--previous", "--timestamps");

        Assert.That(previous.Output, Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z before\n$"));
    }
}
