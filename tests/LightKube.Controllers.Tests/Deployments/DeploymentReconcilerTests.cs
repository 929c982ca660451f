using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Controllers.Deployments;
using LightKube.Controllers.ReplicaSets;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.Deployments;

/// <summary>Deployments with the real ReplicaSet controller below; the test plays the kubelet.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DeploymentReconcilerTests
{
    private static Task<Rig> StartAsync(TimeProvider? clock = null) => Rig.StartAsync(
        parts =>
        [
            new DeploymentReconciler(parts.Client, parts.Informers, parts.Events, parts.Time),
            new ReplicaReconciler<ReplicaSet>(new ReplicaSetKind(), parts.Client, parts.Informers, parts.Events, parts.Time),
        ],
        clock);

    private static Deployment Web(int replicas)
    {
        var web = A.Deployment("web", replicas);
        web.Spec.Strategy.RollingUpdate.MaxSurge = 1;
        web.Spec.Strategy.RollingUpdate.MaxUnavailable = 0;
        web.Spec.ProgressDeadlineSeconds = 600;
        web.Spec.RevisionHistoryLimit = 1;
        return web;
    }

    private static Task<Deployment> SetImageAsync(Rig rig, string image) =>
        rig.UpdateAsync<Deployment>("web", web => web.Spec.Template.Spec.Containers[0].Image = image);

    // Makes every new pod ready until the deployment says that it is complete.
    private static async Task RollOutAsync(Rig rig, string image)
    {
        var address = 0;
        var rounds = 0;
        for (var done = false; !done;)
        {
            Assert.That(++rounds, Is.LessThan(60), "the rollout does not come to its end");
            foreach (var pod in (await rig.ListAsync<Pod>()).Where(pod => pod.Status.Phase.Length == 0))
                await rig.UpdateAsync<Pod>(pod.Name, one => one.ReadyAt($"10.42.0.{++address}"));
            await rig.SettledAsync();
            var web = (await rig.FindAsync<Deployment>("web"))!;
            done = web.Status.ObservedGeneration == web.Metadata.Generation
                && web.Status.Conditions.Find(condition => condition.Type == "Progressing")?.Reason == "NewReplicaSetAvailable"
                && (await rig.ListAsync<Pod>()).All(pod => pod.Spec.Containers[0].Image == image);
        }
    }

    [Test]
    public async Task A_deployment_makes_a_set_named_after_its_template_and_becomes_available()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(Web(3));
        await RollOutAsync(rig, A.Image);

        var web = (await rig.FindAsync<Deployment>("web"))!;
        var set = (await rig.ListAsync<ReplicaSet>()).Single();
        var hash = set.Metadata.Labels["pod-template-hash"];
        Assert.That(set.Name, Is.EqualTo($"web-{hash}"));
        Assert.That(set.Spec.Selector.MatchLabels["pod-template-hash"], Is.EqualTo(hash));
        Assert.That(web.Metadata.Annotations["deployment.kubernetes.io/revision"], Is.EqualTo("1"));
        Assert.That((web.Status.Replicas, web.Status.ReadyReplicas, web.Status.UpdatedReplicas, web.Status.AvailableReplicas), Is.EqualTo((3, 3, 3, 3)));
        Assert.That(web.Status.Conditions.Select(condition => $"{condition.Type}={condition.Status}"), Is.EquivalentTo(new[] { "Available=True", "Progressing=True" }));
    }

    [Test]
    public async Task A_rolling_update_never_has_too_many_nor_too_few_pods()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(Web(3));
        await RollOutAsync(rig, A.Image);
        var (fewestAvailable, most) = (3, 3);
        using var watch = rig.Informers.Get<Pod>().AddHandler((_, _, _) =>
        {
            var pods = rig.Informers.Get<Pod>().List();
            most = Math.Max(most, pods.Count);
            fewestAvailable = Math.Min(fewestAvailable, pods.Count(pod => pod.Status.PodIP.Length > 0));
        });

        await SetImageAsync(rig, "v2");
        await RollOutAsync(rig, "v2");

        Assert.That((fewestAvailable, most), Is.EqualTo((3, 4)));
        var sets = await rig.ListAsync<ReplicaSet>();
        Assert.That(sets.Select(set => (set.Metadata.Annotations["deployment.kubernetes.io/revision"], set.Spec.Replicas)), Is.EquivalentTo(new[] { ("1", (int?)0), ("2", 3) }));
    }

    [Test]
    public async Task A_rollback_uses_the_old_set_again_as_a_new_revision_and_old_history_goes()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(Web(1));
        await RollOutAsync(rig, A.Image);
        await SetImageAsync(rig, "v2");
        await RollOutAsync(rig, "v2");

        await SetImageAsync(rig, A.Image);
        await RollOutAsync(rig, A.Image);
        var rolledBack = await rig.ListAsync<ReplicaSet>();
        await SetImageAsync(rig, "v3");
        await RollOutAsync(rig, "v3");

        var current = rolledBack.Single(set => set.Spec.Replicas == 1);
        Assert.That(rolledBack, Has.Count.EqualTo(2));
        Assert.That(current.Metadata.Annotations["deployment.kubernetes.io/revision"], Is.EqualTo("3"));
        Assert.That(current.Metadata.Annotations["deployment.kubernetes.io/revision-history"], Is.EqualTo("1"));
        await rig.EventuallyAllAsync<ReplicaSet>(sets => Assert.That(
            sets.Select(set => set.Metadata.Annotations["deployment.kubernetes.io/revision"]), Is.EquivalentTo(new[] { "3", "4" })));
    }

    [Test]
    public async Task Recreate_waits_until_every_old_pod_is_gone()
    {
        await using var rig = await StartAsync();
        var web = Web(2);
        web.Spec.Strategy.RollingUpdate.Remove();
        web.Spec.Strategy.Type = "Recreate";
        web.Spec.Template.Spec.NodeName = "n1";
        await rig.CreateAsync(web);
        await RollOutAsync(rig, A.Image);

        await SetImageAsync(rig, "v2");
        await rig.EventuallyAllAsync<Pod>(pods => Assert.That(pods.All(pod => pod.Metadata.DeletionTimestamp is not null)));
        await rig.SettledAsync();
        var during = (await rig.ListAsync<Pod>()).Select(pod => pod.Name).ToArray();
        foreach (var name in during)
            await rig.DeleteAsync<Pod>(name, new Client.DeleteQuery { GracePeriodSeconds = 0 });
        await RollOutAsync(rig, "v2");

        Assert.That(during, Has.Length.EqualTo(2));
        Assert.That(await rig.ListAsync<Pod>(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_paused_deployment_scales_but_does_not_roll()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(Web(1));
        await RollOutAsync(rig, A.Image);
        await rig.UpdateAsync<Deployment>("web", web => web.Spec.Paused = true);

        await rig.UpdateAsync<Deployment>("web", web =>
        {
            web.Spec.Replicas = 2;
            web.Spec.Template.Spec.Containers[0].Image = "v2";
        });
        await rig.EventuallyAllAsync<Pod>(pods => Assert.That(pods, Has.Count.EqualTo(2)));
        await rig.SettledAsync();

        Assert.That((await rig.ListAsync<Pod>()).Select(pod => pod.Spec.Containers[0].Image), Is.All.EqualTo(A.Image));
        await rig.EventuallyAsync<Deployment>("web", web => Assert.That(
            web.Status.Conditions.Find(condition => condition.Type == "Progressing")?.Reason, Is.EqualTo("DeploymentPaused")));
        await rig.UpdateAsync<Deployment>("web", web => web.Spec.Paused = false);
        await RollOutAsync(rig, "v2");
    }

    [Test]
    public async Task A_rollout_that_does_not_move_passes_its_deadline_and_recovers()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await StartAsync(clock);
        await rig.CreateAsync(Web(1));
        await rig.EventuallyAllAsync<Pod>(pods => Assert.That(pods, Has.Count.EqualTo(1)));
        await rig.SettledAsync();

        clock.Advance(TimeSpan.FromSeconds(601));

        await rig.EventuallyAsync<Deployment>("web", web => Assert.That(Progressing(web), Is.EqualTo("False ProgressDeadlineExceeded")));
        await rig.UpdateAsync<Pod>((await rig.ListAsync<Pod>())[0].Name, pod => pod.ReadyAt("10.42.0.7"));
        await rig.EventuallyAsync<Deployment>("web", web => Assert.That(Progressing(web), Is.EqualTo("True NewReplicaSetAvailable")));
    }

    [Test]
    public async Task A_set_of_another_owner_with_the_same_name_makes_the_next_hash_be_used()
    {
        await using var rig = await StartAsync();
        var web = Web(1);
        var taken = A.ReplicaSet($"web-{TemplateIdentity.Hash(web.Spec.Template, 0)}", 0);
        taken.Spec.Selector.MatchLabels["app"] = "other";
        await rig.CreateAsync(taken);

        await rig.CreateAsync(web);

        await rig.EventuallyAsync<ReplicaSet>(
            $"web-{TemplateIdentity.Hash(web.Spec.Template, 1)}", set => Assert.That(set.Spec.Replicas, Is.EqualTo(1)));
        await rig.EventuallyAsync<Deployment>("web", found => Assert.That(found.Status.CollisionCount, Is.EqualTo(1)));
    }

    private static string? Progressing(Deployment web) =>
        web.Status.Conditions.Find(condition => condition.Type == "Progressing") is { } found ? $"{found.Status} {found.Reason}" : null;
}
