using LightKube.Client;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Queues;
using LightKube.Scheduler.Tests.Rigs;

namespace LightKube.Scheduler.Tests.Queues;

public sealed class SchedulingQueueTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly DateTimeOffset _created = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Pods_come_by_priority_and_then_by_age()
    {
        var queue = new SchedulingQueue();
        queue.Put(Pod("young", age: 1), default);
        queue.Put(Pod("old", age: 5), default);
        queue.Put(Pod("urgent", age: 0, priority: 100), default);

        Assert.That(Enumerable.Range(0, 3).Select(_ => queue.Take()!.Pod.Key.Name), Is.EqualTo(new[] { "urgent", "old", "young" }));
        Assert.That(queue.Take(), Is.Null);
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 4)]
    [TestCase(4, 8)]
    [TestCase(5, 10)]
    [TestCase(1000, 10)]
    public void The_back_off_doubles_from_one_second_to_ten(int attempts, int seconds) =>
        Assert.That(QueueLimits.BackOff(attempts), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [Test]
    public void A_pod_that_fits_nowhere_waits_for_a_change_that_helps()
    {
        var queue = new SchedulingQueue();
        queue.Put(Pod("a"), default);
        queue.PutUnschedulable(queue.Take()!, ClusterChange.NodeTaints, default);

        queue.Wake(ClusterChange.AssignedPodGone, 2 * Second);
        Assert.That(queue.UnschedulableCount, Is.EqualTo(1));
        queue.Wake(ClusterChange.NodeTaints | ClusterChange.NodeLabels, 2 * Second);

        Assert.That(queue.Take()!.Pod.Key.Name, Is.EqualTo("a"));
    }

    [Test]
    public void A_change_that_helps_does_not_shorten_the_back_off()
    {
        var queue = new SchedulingQueue();
        queue.Put(Pod("a"), default);
        queue.PutUnschedulable(queue.Take()!, ClusterChange.NodeAdded, default);

        queue.Wake(ClusterChange.NodeAdded, 0.5 * Second);

        Assert.That(queue.Take(), Is.Null);
        Assert.That(queue.NextDue, Is.EqualTo(Second));
        queue.Advance(Second);
        Assert.That(queue.Take(), Is.Not.Null);
    }

    [Test]
    public void What_fits_nowhere_is_tried_again_after_five_minutes()
    {
        var queue = new SchedulingQueue();
        queue.Put(Pod("a"), default);
        queue.PutUnschedulable(queue.Take()!, ClusterChange.None, default);

        queue.Advance(TimeSpan.FromMinutes(5) - Second);
        Assert.That(queue.ActiveCount, Is.Zero);
        queue.Advance(TimeSpan.FromMinutes(5));

        Assert.That(queue.ActiveCount, Is.EqualTo(1));
    }

    [Test]
    public void A_change_of_its_status_does_not_wake_a_pod_but_one_of_its_labels_does()
    {
        var queue = new SchedulingQueue();
        queue.Put(Pod("a"), default);
        queue.PutUnschedulable(queue.Take()!, ClusterChange.None, default);
        var reported = Scene.Pod("a");
        reported.Metadata.CreationTimestamp = _created;
        reported.Status.Message = "waits";

        queue.Put(new PodInfo(reported), 2 * Second);
        Assert.That(queue.ActiveCount, Is.Zero);
        reported = reported.MutableCopy();
        reported.Metadata.Labels["tier"] = "front";
        queue.Put(new PodInfo(reported), 2 * Second);

        Assert.That(queue.ActiveCount, Is.EqualTo(1));
    }

    [Test]
    public void The_failure_of_a_pod_that_was_removed_meanwhile_brings_nothing_back()
    {
        var queue = new SchedulingQueue();
        queue.Put(Pod("a"), default);
        var taken = queue.Take()!;
        queue.Remove(taken.Pod.Key);

        queue.PutBackOff(taken, default);

        Assert.That(queue.BackOffCount, Is.Zero);
    }

    [Test]
    public void A_new_pod_of_the_same_name_does_not_inherit_the_fate_of_the_old_one()
    {
        var queue = new SchedulingQueue();
        queue.Put(Pod("a"), default);
        var old = queue.Take()!;
        var next = Scene.Pod("a");
        next.Metadata.Uid = "another";
        queue.Put(new PodInfo(next), default);

        queue.Settle(old);

        Assert.That(queue.Take()!.Pod.Uid, Is.EqualTo("another"));
    }

    private PodInfo Pod(string name, int age = 0, int? priority = null)
    {
        var pod = Scene.Pod(name);
        pod.Metadata.CreationTimestamp = _created.AddSeconds(-age);
        pod.Spec.Priority = priority;
        return new PodInfo(pod);
    }
}
