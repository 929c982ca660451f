using LightKube.Api.Core.V1;
using LightKube.Api.Json;
using LightKube.Client;
using LightKube.Kubelet.Tests.Rigs;
using LightKube.Testing.Builders;
using LightKube.Testing.Time;

namespace LightKube.Kubelet.Tests.Pods;

internal sealed class PodWorkerTests
{
    [Test]
    public async Task A_pod_runs_and_its_status_says_where()
    {
        await using var rig = await PodRig.StartAsync();
        await rig.CreateAsync(A.Pod("a"));

        await rig.EventuallyAsync("a", pod =>
        {
            Assert.That(pod.Status.Phase, Is.EqualTo("Running"));
            Assert.That(pod.Status.PodIP, Is.EqualTo("10.1.0.5"));
            Assert.That(pod.Status.HostIP, Is.EqualTo("192.0.2.1"));
            Assert.That(pod.Status.QosClass, Is.EqualTo("BestEffort"));
            Assert.That(pod.Status.ContainerStatuses[0].ContainerID, Does.StartWith("fake://container-"));
            Assert.That(ConditionOf(pod, "Ready"), Is.EqualTo("True"));
            Assert.That(ConditionOf(pod, "PodReadyToStartContainers"), Is.EqualTo("True"));
        });
    }

    [Test]
    public async Task A_container_that_ends_runs_again_at_once_and_then_after_growing_waits()
    {
        await using var rig = await PodRig.StartAsync();
        await rig.CreateAsync(A.Pod("a"));
        await RunningAsync(rig, restarts: 0);

        rig.Runtime.End("app", 1);
        await RunningAsync(rig, restarts: 1);

        rig.Runtime.End("app", 1);
        await rig.EventuallyAsync("a", pod =>
        {
            var status = pod.Status.ContainerStatuses[0];
            Assert.That(status.State.Waiting.Reason, Is.EqualTo("CrashLoopBackOff"));
            Assert.That(status.State.Waiting.Message, Does.StartWith("back-off 10s restarting failed container=app"));
            Assert.That(status.LastState.Terminated.ExitCode, Is.EqualTo(1));
            Assert.That(status.RestartCount, Is.EqualTo(1));
        });

        rig.Time.Advance(TimeSpan.FromSeconds(11));
        await RunningAsync(rig, restarts: 2);
    }

    [Test]
    public async Task A_new_kubelet_takes_over_running_pods_without_touching_them()
    {
        await using var rig = await PodRig.StartAsync();
        await rig.CreateAsync(A.Pod("a"));
        var before = await RunningAsync(rig, restarts: 0);
        var calls = rig.Runtime.Calls.Count;

        await rig.RestartKubeletAsync();
        await rig.CreateAsync(A.Pod("b")); // when this one runs, the new kubelet has looked at the first
        await rig.EventuallyAsync("b", pod => Assert.That(pod.Status.Phase, Is.EqualTo("Running")));
        rig.Runtime.End("app", 0); // of b, the newest

        var after = await RunningAsync(rig, restarts: 0);
        Assert.That(after.Status.ContainerStatuses[0].ContainerID, Is.EqualTo(before.Status.ContainerStatuses[0].ContainerID));
        Assert.That(rig.Runtime.Calls.Skip(calls), Has.None.StartsWith("stop"));
    }

    [Test]
    public async Task Init_containers_run_one_after_the_other_before_the_main_ones()
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        pod.Spec.InitContainers.Add(new Container { Name = "first", Image = A.Image });
        pod.Spec.InitContainers.Add(new Container { Name = "second", Image = A.Image });
        await rig.CreateAsync(pod);

        await rig.EventuallyAsync("a", seen => Assert.That(seen.Status.InitContainerStatuses[0].State.Running.IsPresent));
        Assert.That(rig.Runtime.Calls, Has.None.EqualTo("start second"));
        rig.Runtime.End("first", 0);
        await rig.EventuallyAsync("a", seen =>
        {
            Assert.That(seen.Status.InitContainerStatuses[1].State.Running.IsPresent);
            Assert.That(seen.Status.Phase, Is.EqualTo("Pending"));
            Assert.That(seen.Status.ContainerStatuses[0].State.Waiting.Reason, Is.EqualTo("PodInitializing"));
        });
        rig.Runtime.End("second", 0);
        await RunningAsync(rig, restarts: 0);
    }

    [Test]
    public async Task A_sidecar_starts_before_the_main_container_and_is_stopped_after_it_ended()
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        pod.Spec.RestartPolicy = "Never";
        pod.Spec.InitContainers.Add(new Container { Name = "proxy", Image = A.Image, RestartPolicy = "Always" });
        await rig.CreateAsync(pod);
        await rig.EventuallyAsync("a", seen => Assert.That(seen.Status.Phase, Is.EqualTo("Running")));

        rig.Runtime.End("app", 0);

        await rig.EventuallyAsync("a", seen => Assert.That(seen.Status.Phase, Is.EqualTo("Succeeded")));
        Assert.That(rig.Runtime.Calls.Where(call => call.StartsWith("start") || call.StartsWith("stop p")),
            Is.EqualTo(new[] { "start proxy", "start app", "stop proxy within 30 s" }));
    }

    [TestCase("Never", 0, "Succeeded")]
    [TestCase("Never", 3, "Failed")]
    [TestCase("OnFailure", 0, "Succeeded")]
    public async Task A_pod_that_need_not_restart_ends(string policy, int exitCode, string phase)
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        pod.Spec.RestartPolicy = policy;
        rig.Runtime.EndAtOnce["app"] = exitCode;
        await rig.CreateAsync(pod);

        await rig.EventuallyAsync("a", seen =>
        {
            Assert.That(seen.Status.Phase, Is.EqualTo(phase));
            Assert.That(seen.Status.ContainerStatuses[0].State.Terminated.ExitCode, Is.EqualTo(exitCode));
            Assert.That(seen.Status.PodIP, Is.EqualTo("10.1.0.5"));
        });
    }

    [Test]
    public async Task A_deleted_pod_runs_its_hook_stops_within_its_grace_and_disappears()
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        pod.Spec.TerminationGracePeriodSeconds = 12;
        pod.Spec.Containers[0].Lifecycle.PreStop.Exec.Command.Add("farewell");
        await rig.CreateAsync(pod);
        await RunningAsync(rig, restarts: 0);

        await rig.DeleteAsync("a");
        await rig.GoneAsync("a");

        Assert.That(rig.Runtime.Calls.SkipWhile(call => call != "exec farewell"),
            Is.EqualTo(new[] { "exec farewell", "stop app within 12 s", "stop sandbox", "remove sandbox" }));
    }

    [Test]
    public async Task A_missing_image_is_said_and_pulled_once_the_registry_has_it()
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        pod.Spec.Containers[0].Image = "registry.example/other:1";
        await rig.CreateAsync(pod);
        await rig.EventuallyAsync("a", seen =>
            Assert.That(seen.Status.ContainerStatuses[0].State.Waiting.Reason, Is.EqualTo("ErrImagePull")));

        rig.Runtime.Registry.Add("registry.example/other:1");
        rig.Time.Advance(TimeSpan.FromSeconds(11));

        await RunningAsync(rig, restarts: 0);
    }

    [Test]
    public async Task A_container_that_needs_a_missing_config_map_waits_and_starts_when_it_is_there()
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        var variable = new EnvVar { Name = "COLOR" };
        variable.ValueFrom.ConfigMapKeyRef.Name = "paint";
        variable.ValueFrom.ConfigMapKeyRef.Key = "color";
        pod.Spec.Containers[0].Env.Add(variable);
        await rig.CreateAsync(pod);
        await rig.EventuallyAsync("a", seen =>
        {
            Assert.That(seen.Status.ContainerStatuses[0].State.Waiting.Reason, Is.EqualTo("CreateContainerConfigError"));
            Assert.That(seen.Status.ContainerStatuses[0].State.Waiting.Message, Is.EqualTo("configmap \"paint\" not found"));
        });

        var map = A.ConfigMap("paint");
        map.Metadata.Namespace = "default";
        map.Data["color"] = "blue";
        await LightKube.Client.TypedClient.CreateAsync(rig.Api, map, CancellationToken.None);
        rig.Time.Advance(TimeSpan.FromSeconds(3));

        await RunningAsync(rig, restarts: 0);
        Assert.That(rig.Runtime.Config("app").Envs.Single(env => env.Key == "COLOR").Value.ToStringUtf8(), Is.EqualTo("blue"));
    }

    [Test]
    public async Task A_readiness_probe_decides_when_the_pod_is_ready()
    {
        await using var rig = await PodRig.StartAsync();
        var healthy = false;
        rig.Runtime.OnExec = _ => healthy ? 0 : 1;
        var pod = A.Pod("a");
        pod.Spec.Containers[0].ReadinessProbe.Exec.Command.Add("check");
        pod.Spec.Containers[0].ReadinessProbe.PeriodSeconds = 1;
        pod.Spec.Containers[0].ReadinessProbe.FailureThreshold = 1;
        await rig.CreateAsync(pod);
        await rig.EventuallyAsync("a", seen =>
        {
            Assert.That(seen.Status.Phase, Is.EqualTo("Running"));
            Assert.That(ConditionOf(seen, "Ready"), Is.EqualTo("False"));
        });

        healthy = true;
        rig.Time.Advance(TimeSpan.FromSeconds(2));

        await rig.EventuallyAsync("a", seen => Assert.That(ConditionOf(seen, "Ready"), Is.EqualTo("True")));
        Assert.That((await rig.EventuallyAsync("a", _ => { })).Status.Conditions.Select(condition => condition.Message), Is.All.Empty);
    }

    [Test]
    public async Task Labels_in_a_volume_follow_the_pods_own()
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        pod.Metadata.Labels["color"] = "red";
        var volume = pod.Spec.Volumes.AddNew();
        volume.Name = "facts";
        var item = volume.DownwardAPI.Items.AddNew();
        item.Path = "labels";
        item.FieldRef.FieldPath = "metadata.labels";
        var running = await rig.CreateAsync(pod);
        await RunningAsync(rig, restarts: 0);
        var file = rig.VolumeFile(running, "kubernetes.io~downward-api", "facts", "labels");
        Assert.That(await File.ReadAllTextAsync(file), Does.Contain("color=\"red\""));

        await rig.Api.PatchAsync<Pod>(PodRig.Key("a"), new Patch(PatchType.Merge, JsonText.Parse("""{"metadata":{"labels":{"color":"blue"}}}""")), CancellationToken.None);

        var follows = () => File.ReadAllText(file).Contains("color=\"blue\"", StringComparison.Ordinal);
        Assert.That(SpinWait.SpinUntil(follows, Deadline.Timeout), "the file follows");

        await rig.DeleteAsync("a", grace: 0);
        Assert.That(SpinWait.SpinUntil(() => !File.Exists(file), Deadline.Timeout), "the volume goes with its pod");
    }

    [Test]
    public async Task A_pod_that_is_active_for_too_long_fails()
    {
        await using var rig = await PodRig.StartAsync();
        var pod = A.Pod("a");
        pod.Spec.ActiveDeadlineSeconds = 5;
        await rig.CreateAsync(pod);
        await RunningAsync(rig, restarts: 0);

        rig.Time.Advance(TimeSpan.FromSeconds(6));

        await rig.EventuallyAsync("a", seen =>
        {
            Assert.That(seen.Status.Phase, Is.EqualTo("Failed"));
            Assert.That(seen.Status.Reason, Is.EqualTo("DeadlineExceeded"));
        });
    }

    private static Task<Pod> RunningAsync(PodRig rig, int restarts) => rig.EventuallyAsync("a", pod =>
    {
        Assert.That(pod.Status.ContainerStatuses, Has.Count.GreaterThan(0));
        Assert.That(pod.Status.ContainerStatuses[0].State.Running.IsPresent, "runs");
        Assert.That(pod.Status.ContainerStatuses[0].RestartCount, Is.EqualTo(restarts));
        Assert.That(pod.Status.Phase, Is.EqualTo("Running"));
    });

    private static string? ConditionOf(Pod pod, string type) => pod.Status.Conditions.Find(condition => condition.Type == type)?.Status;
}
