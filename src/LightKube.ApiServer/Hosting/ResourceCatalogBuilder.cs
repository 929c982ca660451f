using LightKube.Api.Schemas;
using LightKube.ApiServer.Conversions;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Hosting;

/// <summary>Which built-in kinds are stored, at which version, and which only answer questions.</summary>
internal static class ResourceCatalogBuilder
{
    // Served at two versions and stored at one.
    private static readonly Dictionary<(string ApiVersion, string Kind), (string StoredApiVersion, IKindConversion Conversion)> Converted = new()
    {
        [("events.k8s.io/v1", "Event")] = ("v1", new EventConversion()),
        [("autoscaling/v1", "HorizontalPodAutoscaler")] = ("autoscaling/v2", new AutoscalerConversion()),
    };

    /// <summary>Kinds with objects of their own in the store.</summary>
    public static IEnumerable<KindSchema> Stored() => WithObjects().Where(kind => !Converted.ContainsKey((kind.ApiVersion, kind.Kind)));

    /// <summary>Kinds that are posted to ask a question, such as TokenReview.</summary>
    public static IEnumerable<KindSchema> CreateOnly() => BuiltIn.Kinds.Where(kind => kind.Served && kind.Verbs is ["create"]);

    public static ResourceCatalog Build(WatchCache cache, KindStrategies strategies) => new(WithObjects().Select(kind =>
    {
        if (!Converted.TryGetValue((kind.ApiVersion, kind.Kind), out var converted))
        {
            return new ServedResource(kind, cache.Of(kind), strategies.For(kind), null);
        }

        var stored = BuiltIn.Kind(converted.StoredApiVersion, kind.Kind);
        return new ServedResource(kind, cache.Of(stored), strategies.For(kind), converted.Conversion);
    }));

    private static IEnumerable<KindSchema> WithObjects() => BuiltIn.Kinds.Where(kind => kind.Served && kind.Verbs.Contains("create") && kind.Verbs.Contains("list"));
}
