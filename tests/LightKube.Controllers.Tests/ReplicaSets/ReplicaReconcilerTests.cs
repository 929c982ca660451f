using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Controllers.ReplicaSets;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.ReplicaSets;

/// <summary>What holds for every kind that keeps a number of pods.</summary>
[Parallelizable(ParallelScope.All)]
public abstract class ReplicaReconcilerTests<T>
    where T : KubeObject, IKubeObject<T>
{
    private protected abstract IReplicaKind<T> Kind { get; }

    /// <summary>A set whose pods carry the label <c>app=NAME</c>.</summary>
    private protected abstract T ASet(string name, int replicas);

    private protected abstract void Scale(T set, int replicas);

    private protected abstract void SetMinReadySeconds(T set, int seconds);

    private protected Task<Rig> StartAsync(TimeProvider? clock = null) =>
        Rig.StartAsync(parts => [new ReplicaReconciler<T>(Kind, parts.Client, parts.Informers, parts.Events, parts.Time)], clock);

    private protected static Task<IReadOnlyList<Pod>> CountIsAsync(Rig rig, int count) =>
        rig.EventuallyAllAsync<Pod>(pods => Assert.That(pods, Has.Count.EqualTo(count)));

    [Test]
    public async Task Pods_are_made_from_the_template_and_owned_by_the_set()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(ASet("web", 3));

        await CountIsAsync(rig, 3);

        var set = (await rig.FindAsync<T>("web"))!;
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
        await rig.CreateAsync(ASet("web", 40));

        // Every change of a pod or of the set makes the set be looked at again, in the middle of its creations.
        for (var i = 0; i < 20; i++)
            await rig.UpdateAsync<T>("web", set => set.Metadata.Annotations["touched"] = $"{i}");
        await CountIsAsync(rig, 40);
        await rig.SettledAsync();

        Assert.That(created, Is.EqualTo(40));
        Assert.That(await rig.ListAsync<Pod>(), Has.Count.EqualTo(40));
    }

    [Test]
    public async Task Scaling_down_deletes_the_pods_that_are_least_missed()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(ASet("web", 3));
        await CountIsAsync(rig, 3);
        var kept = (await rig.ListAsync<Pod>())[1].Name;
        await rig.UpdateAsync<Pod>(kept, pod => pod.ReadyAt("10.42.0.7"));
        await rig.EventuallyAsync<T>("web", set => Assert.That(Kind.Status(set).ReadyReplicas, Is.EqualTo(1)));

        await rig.UpdateAsync<T>("web", set => Scale(set, 1));

        await CountIsAsync(rig, 1);
        Assert.That((await rig.ListAsync<Pod>())[0].Name, Is.EqualTo(kept));
    }

    [Test]
    public async Task A_pod_that_is_deleted_or_fails_is_replaced()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(ASet("web", 2));
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
        await rig.SettledAsync();                                   // a set that is seen before the orphan makes a pod of its own
        await rig.CreateAsync(ASet("web", 1));
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
        await rig.CreateAsync(ASet("web", 2));
        await CountIsAsync(rig, 2);

        await rig.UpdateAsync<Pod>((await rig.ListAsync<Pod>())[0].Name, pod => pod.ReadyAt("10.42.0.7"));

        await rig.EventuallyAsync<T>("web", set =>
        {
            var status = Kind.Status(set);
            Assert.That(
                (status.Replicas, status.FullyLabeledReplicas, status.ReadyReplicas, status.AvailableReplicas, status.ObservedGeneration),
                Is.EqualTo((2, 2, 1, 1, set.Metadata.Generation)));
            Assert.That(status.TerminatingReplicas, Is.EqualTo(Kind.CountsTerminating ? 0 : null));
        });
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
        await rig.CreateAsync(ASet("web", 1));
        await rig.EventuallyAsync<T>("web", set => Assert.That(
            Kind.Status(set).Conditions.Find(condition => condition.Type == "ReplicaFailure")?.Message, Does.Contain("exceeded quota")));
        await rig.EventuallyAllAsync<Event>(events => Assert.That(
            events.Select(one => (one.Reason, one.Source.Component)), Does.Contain(("FailedCreate", Kind.Reporter))));

        refuse = false;

        await CountIsAsync(rig, 1);
        await rig.EventuallyAsync<T>("web", set => Assert.That(Kind.Status(set).Conditions, Is.Empty));
    }

    [Test]
    public async Task A_pod_is_available_when_it_has_been_ready_for_long_enough()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await StartAsync(clock);
        var web = ASet("web", 1);
        SetMinReadySeconds(web, 30);
        await rig.CreateAsync(web);
        var pods = await CountIsAsync(rig, 1);
        await rig.UpdateAsync<Pod>(pods[0].Name, pod => pod.Ready(clock.GetUtcNow()));
        var ready = await rig.EventuallyAsync<T>("web", set => Assert.That(Kind.Status(set).ReadyReplicas, Is.EqualTo(1)));
        await rig.SettledAsync();

        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.That(Kind.Status(ready).AvailableReplicas, Is.Zero);
        await rig.EventuallyAsync<T>("web", set => Assert.That(Kind.Status(set).AvailableReplicas, Is.EqualTo(1)));
    }

    [Test]
    public async Task A_set_that_is_being_deleted_makes_no_pods_and_adopts_none()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(ASet("web", 1));
        var pods = await CountIsAsync(rig, 1);
        await rig.DeleteAsync<T>("web", new DeleteQuery { PropagationPolicy = "Orphan" });
        await rig.SettledAsync();

        await rig.DeleteAsync<Pod>(pods[0].Name);
        await rig.CreateAsync(A.Pod("orphan").Labelled("app=web"));
        await rig.SettledAsync();

        var left = await rig.ListAsync<Pod>();
        Assert.That(left.Select(pod => (pod.Name, pod.Metadata.OwnerReferences.Count)), Is.EqualTo(new[] { ("orphan", 0) }));
    }
}
