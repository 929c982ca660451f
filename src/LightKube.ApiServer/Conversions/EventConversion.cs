using LightKube.Api.Documents;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Conversions;

/// <summary>
/// Events, served as <c>events.k8s.io/v1</c> and stored as <c>v1</c>: the same object with other field names. What the newer version
/// calls deprecated are the older one's fields.
/// </summary>
public sealed class EventConversion : IKindConversion
{
    private static readonly (string Served, string Stored)[] Renamed =
    [
        ("note", "message"),
        ("regarding", "involvedObject"),
        ("reportingController", "reportingComponent"),
        ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedCount", "count"),
    ];

    public DocMap FromStored(DocMap stored)
    {
        var served = Rename(stored, name => Array.Find(Renamed, pair => pair.Stored == name).Served);
        served.Set("apiVersion", "events.k8s.io/v1");
        return served;
    }

    public DocMap ToStored(DocMap served)
    {
        var stored = Rename(served, name => Array.Find(Renamed, pair => pair.Served == name).Stored);
        stored.Set("apiVersion", "v1");
        return stored;
    }

    private static DocMap Rename(DocMap from, Func<string, string?> other)
    {
        var to = new DocMap(from.Count);
        foreach (ref readonly var entry in from.Entries)
        {
            to.Set(other(entry.Key) ?? entry.Key, entry.Value.DeepClone());
        }

        return to;
    }
}
