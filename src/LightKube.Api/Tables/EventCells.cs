using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Api.Tables;

/// <summary>Events of both API groups; the newer one keeps the older one's fields under other names.</summary>
internal static class EventCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("event.last", (root, now) => HumanDuration.Since(LastSeen(root), now)),
        ("event.first", (root, now) => HumanDuration.Since(Time(root, "firstTimestamp", "deprecatedFirstTimestamp") ?? Time(root, "eventTime"), now)),
        ("event.object", (root, _) => Object(root)),
        ("event.subobject", (root, _) => Regarding(root)?.GetString("fieldPath") ?? ""),
        ("event.source", (root, _) => Source(root)),
        ("event.message", (root, _) => (root.GetString("message") ?? root.GetString("note") ?? "").Trim()),
        ("event.count", (root, _) => root.GetMap("series")?["count"].AsInt ?? NotZero(root["count"].AsInt) ?? NotZero(root["deprecatedCount"].AsInt) ?? 1),
    ];

    private static DocMap? Regarding(DocMap root) => root.GetMap("involvedObject") ?? root.GetMap("regarding");

    private static long? NotZero(long? count) => count is 0 ? null : count;

    private static DateTimeOffset? LastSeen(DocMap root) =>
        ViewScalars.ToTime(root.GetMap("series")?["lastObservedTime"] ?? default)
        ?? Time(root, "lastTimestamp", "deprecatedLastTimestamp")
        ?? Time(root, "firstTimestamp", "deprecatedFirstTimestamp")
        ?? Time(root, "eventTime");

    private static DateTimeOffset? Time(DocMap root, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (ViewScalars.ToTime(root[field]) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    private static Value Object(DocMap root)
    {
        var kind = Regarding(root)?.GetString("kind") ?? "";
        var name = Regarding(root)?.GetString("name") ?? "";
        return kind.Length > 0 ? $"{kind.ToLowerInvariant()}/{name}" : name;
    }

    private static Value Source(DocMap root)
    {
        var source = root.GetMap("source") ?? root.GetMap("deprecatedSource");
        var component = source?.GetString("component") is { Length: > 0 } named ? named : root.GetString("reportingComponent") ?? root.GetString("reportingController") ?? "";
        var host = source?.GetString("host") is { Length: > 0 } given ? given : root.GetString("reportingInstance") ?? "";
        return host.Length > 0 ? $"{component}, {host}" : component;
    }
}
