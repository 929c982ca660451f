using LightKube.Api.Core.V1;
using LightKube.Client;
using LightKube.Scheduler.Bindings;
using LightKube.Scheduler.Tests.Rigs;

namespace LightKube.Scheduler.Tests.Bindings;

public sealed class ScheduledConditionTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase("Unschedulable", "no room", false)]
    [TestCase("Unschedulable", "no room at all", true)]
    [TestCase("SchedulingGated", "no room", true)]
    public void What_the_pod_says_already_is_not_written_again(string reason, string message, bool isWritten)
    {
        var pod = Reporting("False", Now.AddMinutes(-1));

        Assert.That(ScheduledCondition.Plan(pod, reason, message, Now) is not null, Is.EqualTo(isWritten));
    }

    [Test]
    public void A_new_message_does_not_move_the_time_of_the_transition()
    {
        var patch = ScheduledCondition.Plan(Reporting("False", Now.AddMinutes(-1)), "Unschedulable", "other", Now)!;

        Assert.That(Written(patch).LastTransitionTime, Is.EqualTo(Now.AddMinutes(-1)));
    }

    [Test]
    public void The_patch_names_the_pod_by_its_uid_and_begins_now()
    {
        var pod = Scene.Pod("p");

        var patch = ScheduledCondition.Plan(pod, "Unschedulable", "no room", Now)!;

        Assert.That(patch.Body.AsMap!.GetMap("metadata")!.GetString("uid"), Is.EqualTo(pod.Metadata.Uid));
        var written = Written(patch);
        Assert.That(
            (written.Type, written.Status, written.Reason, written.Message, written.LastTransitionTime),
            Is.EqualTo(("PodScheduled", "False", "Unschedulable", "no room", (DateTimeOffset?)Now)));
    }

    private static Pod Reporting(string status, DateTimeOffset since)
    {
        var pod = Scene.Pod("p");
        pod.Status.Conditions.Add(new PodCondition
        {
            Type = "PodScheduled",
            Status = status,
            Reason = "Unschedulable",
            Message = "no room",
            LastTransitionTime = since,
        });
        return pod;
    }

    private static PodCondition Written(Patch patch)
    {
        var pod = Pod.Over(patch.Body.AsMap!);
        return pod.Status.Conditions.Single();
    }
}
