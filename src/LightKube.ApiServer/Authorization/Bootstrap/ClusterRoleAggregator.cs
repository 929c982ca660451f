using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Authorization.Bootstrap;

/// <summary>
/// Keeps the rules of ClusterRoles with an <c>aggregationRule</c> equal to those of the ClusterRoles that it selects. Any change of a
/// ClusterRole leads to a look at all aggregated ones, of which there are few.
/// </summary>
public sealed class ClusterRoleAggregator : IObjectObserver
{
    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly ReconcileLoop _loop;

    public ClusterRoleAggregator(IClient client, IObjectReader objects, TimeProvider time, ILogger<ClusterRoleAggregator> log)
    {
        _client = client;
        _objects = objects;
        _loop = new ReconcileLoop("Aggregating ClusterRoles", ReconcileAsync, time, log);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [ClusterRole.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after) => _loop.Signal();

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    /// <summary>Looks at all aggregated roles once.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        var roles = _objects.List(ClusterRole.Schema, null);
        foreach (var document in roles)
        {
            var rule = document.As<ClusterRole>().AggregationRule;
            if (!rule.IsPresent)
            {
                continue;
            }

            var rules = Aggregate(document, [.. rule.ClusterRoleSelectors], roles);
            if (!rules.ContentEquals(document.Root.GetList("rules") ?? new DocList()))
            {
                var changed = document.MutableCopy();
                changed.Root.Set("rules", rules);
                await _client.UpdateAsync(changed, null, cancel).ConfigureAwait(false);
            }
        }
    }

    private static DocList Aggregate(Document role, IReadOnlyList<Api.Meta.V1.LabelSelector> selectors, IReadOnlyList<Document> roles)
    {
        var rules = new DocList();
        foreach (var source in roles)
        {
            if (source.Name == role.Name || !selectors.Any(selector => LabelMatch.Fits(selector, source.Metadata.Labels)))
            {
                continue;
            }

            foreach (var item in (source.Root.GetList("rules") ?? new DocList()).Items)
            {
                if (rules.IndexOf(item) < 0)
                {
                    rules.Add(item.DeepClone());
                }
            }
        }

        return rules;
    }
}
