using LightKube.Api.Schemas;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>A kind as the API serves it: at which version, from which cache, by which rules.</summary>
/// <param name="Schema">The kind at the served version.</param>
/// <param name="Cache">Where its objects are, at their stored version.</param>
/// <param name="Strategy">The kind's own rules.</param>
/// <param name="Conversion">Between served and stored version; null when they are the same.</param>
public sealed record ServedResource(KindSchema Schema, ResourceCache Cache, IKindStrategy Strategy, IKindConversion? Conversion)
{
    public KindSchema Stored => Cache.Schema;

    /// <summary>Objects that were created lately; null where they are stored in another form than they are served in.</summary>
    public RecentSiblings? Siblings { get; } = Conversion is null && ReferenceEquals(Schema, Cache.Schema) ? new RecentSiblings(Cache) : null;

    /// <summary>Converts between the versions of a custom kind with the help of others; null where nobody is asked.</summary>
    public IVersionConversion? Versions { get; init; }

    /// <summary>True when the entries' bytes are what the resource serves.</summary>
    public bool Serves(IReadOnlyList<CacheEntry> entries)
    {
        if (Conversion is null && Versions is not null)
        {
            for (var i = 0; i < entries.Count; i++)
            {
                if (!ReferenceEquals(entries[i].Schema, Schema))
                {
                    return false;
                }
            }
        }

        return Conversion is null;
    }

    /// <summary>Makes the entries readable as this resource: those at another version are converted, all in one question, and remember it.</summary>
    /// <exception cref="Api.Errors.ApiException">They cannot be converted now.</exception>
    public ValueTask PrepareAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancel) =>
        Versions is null ? ValueTask.CompletedTask : Versions.PrepareAsync(entries, Schema, cancel);

    /// <inheritdoc cref="PrepareAsync(IReadOnlyList{CacheEntry}, CancellationToken)"/>
    public ValueTask PrepareAsync(CacheEntry entry, CancellationToken cancel) =>
        Versions is null || ReferenceEquals(entry.Schema, Schema) ? ValueTask.CompletedTask : Versions.PrepareAsync([entry], Schema, cancel);

    /// <summary>The same for the states that events tell of.</summary>
    public ValueTask PrepareAsync(ReadOnlyMemory<CacheEvent> events, CancellationToken cancel)
    {
        if (Versions is null || events.Length == 0)
        {
            return ValueTask.CompletedTask;
        }

        var entries = new List<CacheEntry>(events.Length * 2);
        foreach (var change in events.Span)
        {
            entries.Add(change.Current);
            if (change.Previous is { } previous)
            {
                entries.Add(previous);
            }
        }

        return Versions.PrepareAsync(entries, Schema, cancel);
    }

    /// <summary>The key within the kind's cache.</summary>
    public string KeyOf(string ns, string name) => Schema.Namespaced ? $"{ns}/{name}" : name;
}
