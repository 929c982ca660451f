using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Client;
using LightKube.Controllers.ReplicaSets;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;

namespace LightKube.Controllers.Tests.ReplicaSets;

[Parallelizable(ParallelScope.All)]
public sealed class ReplicaSetReconcilerTests
{
    private static Task<Rig> StartAsync() =>
        Rig.StartAsync(parts => [new ReplicaSetReconciler(parts.Client, parts.Informers, parts.Events, parts.Time)]);

    private static Task<IReadOnlyList<Pod>> CountIsAsync(Rig rig, int count) =>
        rig.EventuallyAllAsync<Pod>(pods => Assert.That(pods, Has.Count.EqualTo(count)));

    [Test]
    public async Task Pods_are_made_from_the_template_and_owned_by_the_set()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.ReplicaSet("web", 3));

        await CountIsAsync(rig, 3);

        var set = (await rig.FindAsync<ReplicaSet>("web"))!;
        var pod = (await rig.ListAsync<Pod>())[0];
        Assert.That(pod.Name, Does.StartWith("web-"));
        Assert.That(pod.Metadata.Labels["app"], Is.EqualTo("web"));
        Assert.That(pod.Spec.Containers[0].Image, Is.EqualTo(A.Image));
        var owner = pod.Metadata.OwnerReferences[0];
        Assert.That((owner.Uid, owner.Controller, owner.BlockOwnerDeletion), Is.EqualTo((set.Metadata.Uid, (bool?)true, (bool?)true)));
    }

    [Test]
    public async Task There_are_never_more_pods_than_wanted_whatever_happens_meanwhile()
    {
        await using var rig = await StartAsync();
        var created = 0;
        rig.Guard.BeforeWrite = (verb, kind) => created += verb == "create" && kind == Pod.Schema ? 1 : 0;
        await rig.CreateAsync(A.ReplicaSet("web", 40));

        // Every change of a pod or of the set makes the set be looked at again, in the middle of its creations.
        for (var i = 0; i < 20; i++)
            await rig.UpdateAsync<ReplicaSet>("web", set => set.Metadata.Annotations["touched"] = $"{i}");
        await CountIsAsync(rig, 40);
        await rig.SettledAsync();

        Assert.That(created, Is.EqualTo(40));
        Assert.That(await rig.ListAsync<Pod>(), Has.Count.EqualTo(40));
    }

    [Test]
    public async Task Scaling_down_deletes_the_pods_that_are_least_missed()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.ReplicaSet("web", 3));
        await CountIsAsync(rig, 3);
        var kept = (await rig.ListAsync<Pod>())[1].Name;
        await rig.UpdateAsync<Pod>(kept, pod => pod.ReadyAt("10.42.0.7"));
        await rig.EventuallyAsync<ReplicaSet>("web", set => Assert.That(set.Status.ReadyReplicas, Is.EqualTo(1)));

        await rig.UpdateAsync<ReplicaSet>("web", set => set.Spec.Replicas = 1);

        await CountIsAsync(rig, 1);
        Assert.That((await rig.ListAsync<Pod>())[0].Name, Is.EqualTo(kept));
    }

    [Test]
    public async Task A_pod_that_is_deleted_or_fails_is_replaced()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.ReplicaSet("web", 2));
        await CountIsAsync(rig, 2);
        var names = (await rig.ListAsync<Pod>()).Select(pod => pod.Name).ToArray();

        await rig.DeleteAsync<Pod>(names[0]);
        await rig.UpdateAsync<Pod>(names[1], pod => pod.InPhase("Failed"));

        await rig.EventuallyAllAsync<Pod>(pods => Assert.That(pods.Count(pod => pod.Status.Phase != "Failed"), Is.EqualTo(2)));
    }

    [Test]
    public async Task Orphans_that_it_selects_are_adopted_and_pods_that_it_no_longer_selects_are_released()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.Pod("orphan").Labelled("app=web"));
        await rig.CreateAsync(A.ReplicaSet("web", 1));
        var adopted = await rig.EventuallyAsync<Pod>("orphan", pod => Assert.That(pod.Metadata.OwnerReferences, Has.Count.EqualTo(1)));

        await rig.UpdateAsync<Pod>("orphan", pod => pod.Metadata.Labels["app"] = "other");

        Assert.That(adopted.Metadata.OwnerReferences[0].Controller, Is.True);
        await rig.EventuallyAsync<Pod>("orphan", pod => Assert.That(pod.Metadata.OwnerReferences, Is.Empty));
        await CountIsAsync(rig, 2);
    }

    [Test]
    public async Task Status_counts_replicas_ready_and_available_ones()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(A.ReplicaSet("web", 2));
        await CountIsAsync(rig, 2);

        await rig.UpdateAsync<Pod>((await rig.ListAsync<Pod>())[0].Name, pod => pod.ReadyAt("10.42.0.7"));

        await rig.EventuallyAsync<ReplicaSet>("web", set => Assert.That(
            (set.Status.Replicas, set.Status.FullyLabeledReplicas, set.Status.ReadyReplicas, set.Status.AvailableReplicas, set.Status.ObservedGeneration),
            Is.EqualTo((2, 2, 1, 1, set.Metadata.Generation))));
    }

    [Test]
    public async Task A_refused_creation_is_shown_in_a_condition_until_one_succeeds()
    {
        await using var rig = await StartAsync();
        var refuse = true;
        rig.Guard.BeforeWrite = (verb, kind) =>
        {
            if (refuse && verb == "create" && kind == Pod.Schema)
                throw ApiException.Forbidden(Pod.Schema, "web", "exceeded quota");
        };
        await rig.CreateAsync(A.ReplicaSet("web", 1));
        await rig.EventuallyAsync<ReplicaSet>("web", set => Assert.That(
            set.Status.Conditions.Find(condition => condition.Type == "ReplicaFailure")?.Message, Does.Contain("exceeded quota")));
        await rig.EventuallyAllAsync<Event>(events => Assert.That(events.Select(one => one.Reason), Does.Contain("FailedCreate")));

        refuse = false;

        await CountIsAsync(rig, 1);
        await rig.EventuallyAsync<ReplicaSet>("web", set => Assert.That(set.Status.Conditions, Is.Empty));
    }
}
