using System.Diagnostics;
using LightKube.Api.Core.V1;
using LightKube.Kubelet.Runtime;
using LightKube.Testing.Builders;

namespace LightKube.Kubelet.Tests.Containerd;

/// <summary>The node agent with real containers. One containerd serves all tests, one after the other.</summary>
[NonParallelizable]
internal sealed class RealPodTests
{
    private ContainerdRig? _rig;

    private ContainerdRig Rig
    {
        get
        {
            Assume.That(_rig, Is.Not.Null, "needs root and the runtime bundle (build.sh)");
            return _rig!;
        }
    }

    [OneTimeSetUp]
    public async Task Start() => _rig = await ContainerdRig.TryStartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_rig is not null)
            await _rig.DisposeAsync();
    }

    [Test]
    public async Task The_node_registers_and_becomes_ready() =>
        await Rig.Eventually.HoldsAsync<Api.Core.V1.Node>(new Api.Views.ObjectKey("", "n1"), node =>
        {
            Assert.That(node.Status.Conditions.Find(condition => condition.Type == "Ready")?.Status, Is.EqualTo("True"));
            Assert.That(node.Status.NodeInfo.ContainerRuntimeVersion, Does.StartWith("containerd://"));
            Assert.That(node.Status.Capacity["cpu"]!.Value.Units, Is.GreaterThan(0));
        });

    [Test]
    public async Task A_pod_sees_its_environment_its_volumes_and_its_name()
    {
        var map = A.ConfigMap("greeting");
        map.Metadata.Namespace = "default";
        map.Data["word"] = "hello";
        await LightKube.Client.TypedClient.CreateAsync(Rig.Api, map, CancellationToken.None);
        var pod = Pod("full", "test \"$COLOR\" = blue && test \"$(cat /greeting/word)\" = hello && touch /scratch/x /scratch/sub/y && test \"$(hostname)\" = full && cat /etc/hosts && exec sleep 1000");
        var container = pod.Spec.Containers[0];
        container.Env.Add(new EnvVar { Name = "COLOR", Value = "blue" });
        pod.Spec.Volumes.AddNew().Name = "map";
        pod.Spec.Volumes[0].ConfigMap.Name = "greeting";
        pod.Spec.Volumes.AddNew().Name = "scratch";
        pod.Spec.Volumes[1].EmptyDir.Medium = "Memory";
        container.VolumeMounts.Add(new VolumeMount { Name = "map", MountPath = "/greeting" });
        container.VolumeMounts.Add(new VolumeMount { Name = "scratch", MountPath = "/scratch" });
        container.VolumeMounts.Add(new VolumeMount { Name = "scratch", MountPath = "/scratch/sub", SubPath = "part" });
        container.ReadinessProbe.Exec.Command.ReplaceWith(["test", "-e", "/scratch/part/y"]);
        container.ReadinessProbe.PeriodSeconds = 1;
        await Rig.CreateAsync(pod);

        await ReadyAsync("full");
        await DeleteAsync("full");
    }

    [Test]
    public async Task A_container_that_exits_runs_again_and_says_why_it_ended()
    {
        await Rig.CreateAsync(Pod("crash", "echo last words > /dev/termination-log; exit 3"));

        await Rig.Eventually.HoldsAsync<Pod>(Key("crash"), pod =>
        {
            Assert.That(pod.Status.ContainerStatuses, Has.Count.EqualTo(1));
            var status = pod.Status.ContainerStatuses[0];
            Assert.That(status.RestartCount, Is.GreaterThanOrEqualTo(1));
            Assert.That(status.LastState.Terminated.ExitCode, Is.EqualTo(3));
            Assert.That(status.LastState.Terminated.Message, Is.EqualTo("last words\n"));
        });
        await DeleteAsync("crash");
    }

    [Test]
    public async Task A_new_agent_restarts_nothing()
    {
        await Rig.CreateAsync(Pod("stays", "exec sleep 1000"));
        var before = await ReadyAsync("stays");

        await Rig.RestartAgentAsync();
        await Rig.CreateAsync(Pod("later", "exec sleep 1000"));
        await ReadyAsync("later");

        var after = await ReadyAsync("stays");
        Assert.That(after.Status.ContainerStatuses[0].ContainerID, Is.EqualTo(before.Status.ContainerStatuses[0].ContainerID));
        Assert.That(after.Status.ContainerStatuses[0].RestartCount, Is.Zero);
        await DeleteAsync("stays");
        await DeleteAsync("later");
    }

    [Test]
    public async Task A_deleted_pod_leaves_nothing_in_the_runtime()
    {
        await Rig.CreateAsync(Pod("brief", "trap 'exit 0' TERM; while true; do sleep 1; done"));
        var pod = await ReadyAsync("brief");

        await DeleteAsync("brief");

        var left = await Rig.Runtime.ListSandboxesAsync(
            new Cri.PodSandboxFilter { LabelSelector = { [RuntimeIdentity.PodUid] = pod.Metadata.Uid } }, CancellationToken.None);
        Assert.That(left, Is.Empty);
    }

    [Test]
    public async Task A_pod_is_ready_soon()
    {
        var clock = Stopwatch.StartNew();
        await Rig.CreateAsync(Pod("quick", "exec sleep 1000"));
        await ReadyAsync("quick");
        TestContext.Out.WriteLine($"create to Ready: {clock.ElapsedMilliseconds} ms");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)), "far more than it needs on a busy machine");
        await DeleteAsync("quick");
    }

    private async Task<Pod> ReadyAsync(string name) => await Rig.Eventually.HoldsAsync<Pod>(Key(name), pod =>
        Assert.That(pod.Status.Conditions.Find(condition => condition.Type == "Ready")?.Status, Is.EqualTo("True"), pod.Status.ToString()));

    private async Task DeleteAsync(string name)
    {
        await LightKube.Client.TypedClient.DeleteAsync<Pod>(Rig.Api, Key(name), CancellationToken.None, new Client.DeleteQuery { GracePeriodSeconds = 2 });
        await Rig.Eventually.HoldsForAllAsync<Pod>(all => Assert.That(all.Select(pod => pod.Name), Does.Not.Contain(name)));
    }

    private static Pod Pod(string name, string script)
    {
        var pod = A.Pod(name);
        pod.Spec.Containers[0].Image = ContainerdRig.Image;
        pod.Spec.Containers[0].TerminationMessagePath = "/dev/termination-log"; // the API's defaults
        pod.Spec.Containers[0].Command.ReplaceWith(["/bin/sh", "-c", script]);
        return pod;
    }

    private static Api.Views.ObjectKey Key(string name) => new("default", name);
}
