using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Scheduler.Tests.Rigs;

namespace LightKube.Scheduler.Tests;

public sealed class SchedulerComponentTests
{
    [Test]
    public async Task A_pod_is_bound_to_the_node_that_fits_and_its_event_says_so()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("small", cpu: "500m"), Scene.Node("large"));

        await rig.CreateAsync(Scene.Pod("web", cpu: "1"));

        await rig.EventuallyAsync<Pod>("web", pod => Assert.That(pod.Spec.NodeName, Is.EqualTo("large")));
        await rig.EventuallyAllAsync<Event>(events => Assert.That(
            events.Select(one => (one.Reason, one.Message, one.Source.Component)),
            Is.EqualTo(new[] { ("Scheduled", "Successfully assigned default/web to large", "default-scheduler") })));
    }

    [Test]
    public async Task A_pod_that_fits_nowhere_says_why_and_is_bound_once_a_node_comes()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("small", cpu: "500m"));

        await rig.CreateAsync(Scene.Pod("web", cpu: "1"));

        await rig.EventuallyAsync<Pod>("web", pod =>
        {
            var condition = pod.Status.Conditions.Find(one => one.Type == "PodScheduled");
            Assert.That(condition?.Status, Is.EqualTo("False"));
            Assert.That(condition!.Reason, Is.EqualTo("Unschedulable"));
            Assert.That(condition.Message, Does.StartWith("0/1 nodes are available: 1 Insufficient cpu. preemption: "));
        });
        await rig.EventuallyAllAsync<Event>(events => Assert.That(events.Select(one => one.Reason), Is.EqualTo(new[] { "FailedScheduling" })));
        await rig.CreateAsync(Scene.Node("large"));
        await rig.AdvanceUntilAsync<Pod>("web", pod => pod.Spec.NodeName == "large");
    }

    [Test]
    public async Task A_pod_that_waits_for_room_is_bound_when_another_pod_goes()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("only"), Scene.Pod("first", cpu: "3"));
        await rig.EventuallyAsync<Pod>("first", pod => Assert.That(pod.Spec.NodeName, Is.EqualTo("only")));
        await rig.CreateAsync(Scene.Pod("second", cpu: "3"));
        await rig.EventuallyAsync<Pod>("second", pod => Assert.That(pod.Status.Conditions, Has.Count.EqualTo(1)));

        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await rig.DeleteAsync<Pod>("first");

        await rig.EventuallyAsync<Pod>("second", pod => Assert.That(pod.Spec.NodeName, Is.EqualTo("only")));
    }

    [Test]
    public async Task A_pod_waits_for_its_claim_and_an_event_says_so()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("only"));
        await rig.CreateAsync(WithClaim("web", "data"));

        await rig.EventuallyAsync<Pod>("web", pod => Assert.That(MessageOf(pod), Is.EqualTo(
            "0/1 nodes are available: persistentvolumeclaim \"data\" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.")));
        await rig.EventuallyAllAsync<Event>(events => Assert.That(events.Select(one => (one.Reason, one.Message)), Has.Some.Matches<(string Reason, string Message)>(
            one => one.Reason == "FailedScheduling" && one.Message.Contains("\"data\" not found", StringComparison.Ordinal))));

        await rig.CreateAsync(Claim("data"));
        await rig.AdvanceUntilAsync<Pod>("web", pod => pod.Spec.NodeName == "only");
    }

    [TestCase(null, "persistentvolumeclaim \"data\" is being deleted")]
    [TestCase("Lost", "persistentvolumeclaim \"data\" bound to non-existent persistentvolume \"disk\"")]
    public async Task Claims_that_cannot_be_used_hold_pods_back(string? phase, string why)
    {
        var claim = Claim("data");
        claim.Status.Phase = phase ?? "Bound";
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("only"), claim);
        if (phase is null)
            await rig.DeleteAsync<PersistentVolumeClaim>("data");

        await rig.CreateAsync(WithClaim("web", "data"));

        await rig.EventuallyAsync<Pod>("web", pod => Assert.That(MessageOf(pod), Does.StartWith($"0/1 nodes are available: {why}. preemption: ")));
    }

    [TestCase(false, "waiting for ephemeral volume controller to create the persistentvolumeclaim \"web-data\"")]
    [TestCase(true, "PVC default/web-data was not created for pod default/web (pod is not owner)")]
    public async Task Ephemeral_volumes_need_claims_of_their_own(bool exists, string why)
    {
        await using var rig = await SchedulerRig.StartAsync(exists ? [Scene.Node("only"), Claim("web-data")] : [Scene.Node("only")]);
        var pod = Scene.Pod("web");
        pod.Spec.Volumes.Add(new Volume { Name = "data", Ephemeral = { VolumeClaimTemplate = { Spec = { StorageClassName = "fast" } } } });

        await rig.CreateAsync(pod);

        await rig.EventuallyAsync<Pod>("web", waiting => Assert.That(MessageOf(waiting), Does.StartWith($"0/1 nodes are available: {why}. preemption: ")));
    }

    [Test]
    public async Task A_gated_pod_waits_until_its_gates_are_gone()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("only"));
        var gated = Scene.Pod("web");
        gated.Spec.SchedulingGates.Add(new PodSchedulingGate { Name = "example.com/quota" });
        await rig.CreateAsync(gated);
        await rig.EventuallyAsync<Pod>("web", pod =>
            Assert.That(pod.Status.Conditions.Find(one => one.Type == "PodScheduled")?.Reason, Is.EqualTo("SchedulingGated")));
        Assert.That(rig.Api.Bindings, Is.Zero);

        await rig.UpdateAsync<Pod>("web", pod => pod.Spec.SchedulingGates.Clear());

        await rig.EventuallyAsync<Pod>("web", pod => Assert.That(pod.Spec.NodeName, Is.EqualTo("only")));
    }

    [Test]
    public async Task Pods_of_another_scheduler_are_left_alone()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("only"));
        var other = Scene.Pod("other");
        other.Spec.SchedulerName = "volcano";
        await rig.CreateAsync(other, Scene.Pod("mine"));

        await rig.EventuallyAsync<Pod>("mine", pod => Assert.That(pod.Spec.NodeName, Is.EqualTo("only")));

        await rig.EventuallyAsync<Pod>("other", pod => Assert.That(pod.Spec.NodeName, Is.Empty));
        Assert.That(rig.Api.Bindings, Is.EqualTo(1));
    }

    [Test]
    public async Task A_binding_that_fails_is_tried_again_after_a_back_off()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("only"));
        var failed = new TaskCompletionSource();
        rig.Api.BeforeBinding = number =>
        {
            if (number > 1)
                return;
            failed.SetResult();
            throw ApiException.Unavailable("the store is closing");
        };
        await rig.CreateAsync(Scene.Pod("web"));
        await failed.Task;

        await rig.AdvanceUntilAsync<Pod>("web", pod => pod.Spec.NodeName == "only");

        Assert.That(rig.Api.Bindings, Is.EqualTo(2));
    }

    [Test]
    public async Task Many_pods_never_get_more_than_a_node_has()
    {
        await using var rig = await SchedulerRig.StartAsync(Scene.Node("a", pods: 200), Scene.Node("b", pods: 200));

        await rig.CreateAsync([.. Enumerable.Range(0, 100).Select(number => Scene.Pod($"p{number}", cpu: "100m"))]);

        // Four cores each hold forty pods of a tenth.
        await rig.EventuallyAllAsync<Pod>(pods =>
        {
            Assert.That(pods.Count(pod => pod.Spec.NodeName == "a"), Is.EqualTo(40));
            Assert.That(pods.Count(pod => pod.Spec.NodeName == "b"), Is.EqualTo(40));
        });
    }

    private static string MessageOf(Pod pod) => pod.Status.Conditions.Find(one => one.Type == "PodScheduled")?.Message ?? "";

    private static Pod WithClaim(string name, string claim)
    {
        var pod = Scene.Pod(name);
        pod.Spec.Volumes.Add(new Volume { Name = "data", PersistentVolumeClaim = { ClaimName = claim } });
        return pod;
    }

    // Held by a finalizer, so that it can be seen going.
    private static PersistentVolumeClaim Claim(string name)
    {
        var claim = new PersistentVolumeClaim { Metadata = { Namespace = "default", Name = name }, Spec = { VolumeName = "disk" } };
        claim.Metadata.Finalizers.Add("kubernetes.io/pvc-protection");
        return claim;
    }
}
