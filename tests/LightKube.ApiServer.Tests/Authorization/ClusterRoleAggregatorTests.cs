using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Authorization.Bootstrap;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Client;
using LightKube.Testing.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.ApiServer.Tests.Authorization;

public sealed class ClusterRoleAggregatorTests
{
    [Test]
    public async Task An_aggregated_role_has_the_rules_of_those_it_selects()
    {
        var time = new ManualTime();
        var api = new MemoryApi(time);
        var objects = new ObjectsInMemory();
        foreach (var role in BootstrapPolicy.Documents.Where(document => document.Schema == ClusterRole.Schema))
        {
            await api.CreateAsync(role, CancellationToken.None);
        }

        var aggregator = new ClusterRoleAggregator(api, objects, time, NullLogger<ClusterRoleAggregator>.Instance);

        // 'admin' collects 'edit', which collects 'view': as many rounds as there are steps.
        for (var round = 0; round < 3; round++)
        {
            await LoadAsync(api, objects);
            await aggregator.ReconcileAsync(CancellationToken.None);
        }

        await LoadAsync(api, objects);
        var admin = Rule.AllOf(objects.Find(ClusterRole.Schema, new ObjectKey("", "admin"))!);
        foreach (var source in new[] { "system:aggregate-to-admin", "system:aggregate-to-edit", "system:aggregate-to-view" })
        {
            Assert.That(RuleCoverage.Missing(admin, Rule.AllOf(objects.Find(ClusterRole.Schema, new ObjectKey("", source))!)), Is.Empty, source);
        }

        var view = Rule.AllOf(objects.Find(ClusterRole.Schema, new ObjectKey("", "view"))!);
        Assert.That(RuleCoverage.Missing(view, [new Rule(["get"], [""], ["secrets"], [], [])]), Is.Not.Empty);
    }

    private static async Task LoadAsync(MemoryApi api, ObjectsInMemory objects)
    {
        foreach (var role in (await api.ListAsync(ClusterRole.Schema, new ListQuery(), CancellationToken.None)).Items)
        {
            objects.Put(role);
        }
    }
}
