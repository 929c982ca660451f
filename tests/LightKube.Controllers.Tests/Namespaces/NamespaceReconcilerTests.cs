using LightKube.Api.Core.V1;
using LightKube.Controllers.Kinds;
using LightKube.Controllers.Namespaces;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.Namespaces;

[Parallelizable(ParallelScope.All)]
public sealed class NamespaceReconcilerTests
{
    private static Task<Rig> StartAsync(TimeProvider? clock = null) => Rig.StartAsync(
        client => new NamespaceReconciler(client, new NamespaceContent(client, new BuiltInKinds()), clock ?? TimeProvider.System), clock);

    [Test]
    public async Task A_deleted_namespace_takes_its_content_with_it_and_nothing_else()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(
            A.Namespace("gone"), A.Namespace("kept"), A.ConfigMap("a").In("gone"), A.Pod("b").In("gone"), A.Deployment("c", 1).In("gone"), A.ConfigMap("a").In("kept"));

        await rig.DeleteAsync<Namespace>("gone");

        await rig.EventuallyGoneAsync<Namespace>("gone");
        Assert.That((await rig.ListAsync<ConfigMap>()).Select(map => map.Namespace), Is.EqualTo(new[] { "kept" }));
        Assert.That(await rig.ListAsync<Pod>(), Is.Empty);
        Assert.That(await rig.FindAsync<Namespace>("kept"), Is.Not.Null);
    }

    [Test]
    public async Task Conditions_say_what_is_in_the_way_until_it_is_gone()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await StartAsync(clock);
        await rig.CreateAsync(A.Namespace("gone"), A.ConfigMap("a").In("gone").Finalized("example.com/hold"));
        await rig.DeleteAsync<Namespace>("gone");
        await rig.EventuallyAsync<Namespace>("gone", found =>
        {
            Assert.That(Message(found, "NamespaceContentRemaining"), Is.EqualTo("Some resources are remaining: configmaps has 1 resource instances"));
            Assert.That(Message(found, "NamespaceFinalizersRemaining"), Does.Contain("example.com/hold in 1 resource instances"));
        });

        await rig.UpdateAsync<ConfigMap>("gone/a", map => map.Metadata.Finalizers.Clear());
        await rig.SettledAsync();
        clock.Advance(TimeSpan.FromSeconds(1));

        await rig.EventuallyGoneAsync<Namespace>("gone");
    }

    [Test]
    public async Task Every_namespace_has_a_default_service_account_and_gets_it_back()
    {
        await using var rig = await Rig.StartAsync(client => new ServiceAccountReconciler(client));
        await rig.CreateAsync(A.Namespace("one"));
        await rig.EventuallyAsync<ServiceAccount>("one/default", _ => { });

        await rig.DeleteAsync<ServiceAccount>("one/default");

        await rig.EventuallyAsync<ServiceAccount>("one/default", _ => { });
    }

    [Test]
    public async Task Every_namespace_has_the_root_certificate_and_changes_of_it_are_undone()
    {
        await using var rig = await Rig.StartAsync(parts => [new RootCaReconciler(parts.Client, parts.Informers, "PEM")]);
        await rig.CreateAsync(A.Namespace("one"));
        await rig.EventuallyAsync<ConfigMap>("one/kube-root-ca.crt", map => Assert.That(map.Data["ca.crt"], Is.EqualTo("PEM")));

        await rig.UpdateAsync<ConfigMap>("one/kube-root-ca.crt", map => map.Data["ca.crt"] = "forged");
        await rig.EventuallyAsync<ConfigMap>("one/kube-root-ca.crt", map => Assert.That(map.Data["ca.crt"], Is.EqualTo("PEM")));
        await rig.DeleteAsync<ConfigMap>("one/kube-root-ca.crt");

        await rig.EventuallyAsync<ConfigMap>("one/kube-root-ca.crt", map => Assert.That(map.Data["ca.crt"], Is.EqualTo("PEM")));
    }

    private static string? Message(Namespace found, string type) => found.Status.Conditions.Find(condition => condition.Type == type)?.Message;
}
