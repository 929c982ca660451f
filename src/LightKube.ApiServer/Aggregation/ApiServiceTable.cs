using System.Collections.Frozen;
using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Aggregation;

/// <summary>All APIServices, compiled for look-ups. A snapshot is swapped whenever one changes.</summary>
internal sealed class ApiServiceTable : IObjectObserver
{
    // Touched by the observer's thread alone.
    private readonly Dictionary<string, ApiServiceEntry> _entries = new(StringComparer.Ordinal);
    private volatile ApiServiceSnapshot _current = ApiServiceSnapshot.Empty;

    public IReadOnlyList<KindSchema> Kinds { get; } = [APIService.Schema];

    public ApiServiceSnapshot Current => _current;

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (after is null)
        {
            _entries.Remove(before!.Name);
        }
        else
        {
            _entries[after.Name] = ApiServiceEntry.Of(after);
        }

        _current = new ApiServiceSnapshot(_entries.Values);
    }
}

/// <summary>The APIServices at one moment.</summary>
internal sealed class ApiServiceSnapshot
{
    public static readonly ApiServiceSnapshot Empty = new([]);

    /// <summary>What custom resources' groups get, and whatever has no APIService yet.</summary>
    public const int CustomGroupPriority = 1000;

    public const int CustomVersionPriority = 100;

    private readonly FrozenDictionary<(string Group, string Version), ApiServiceEntry> _all;
    private readonly FrozenDictionary<string, int> _groups;

    public ApiServiceSnapshot(IEnumerable<ApiServiceEntry> entries)
    {
        _all = entries.ToFrozenDictionary(entry => (entry.Group, entry.Version));
        _groups = _all.Values.GroupBy(entry => entry.Group, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Max(entry => entry.GroupPriority), StringComparer.Ordinal);
        Remote = [.. _all.Values.Where(entry => entry.Service is not null).OrderBy(entry => entry.ObjectName, StringComparer.Ordinal)];
    }

    /// <summary>All, in no order.</summary>
    public IReadOnlyList<ApiServiceEntry> All => _all.Values;

    /// <summary>Those that extension servers serve; nearly always none.</summary>
    public IReadOnlyList<ApiServiceEntry> Remote { get; }

    /// <summary>The extension server's entry of a group-version; null when this server serves it, or nobody.</summary>
    public ApiServiceEntry? FindRemote(string group, string version) =>
        Remote.Count > 0 && _all.TryGetValue((group, version), out var entry) && entry.Service is not null ? entry : null;

    /// <summary>Negative when the first group stands before the second in discovery.</summary>
    public int CompareGroups(string a, string b)
    {
        var byPriority = GroupPriority(b).CompareTo(GroupPriority(a));
        return byPriority != 0 ? byPriority : string.CompareOrdinal(a, b);
    }

    /// <summary>Negative when the first version stands before the second in discovery.</summary>
    public int CompareVersions(string group, string a, string b)
    {
        var byPriority = VersionPriority(group, b).CompareTo(VersionPriority(group, a));
        return byPriority != 0 ? byPriority : VersionOrder.Compare(b, a);
    }

    private int GroupPriority(string group) => group == APIService.Schema.Group
        ? int.MaxValue // It has no APIService: it is what the others are registered with.
        : _groups.GetValueOrDefault(group, CustomGroupPriority);

    private int VersionPriority(string group, string version) =>
        _all.TryGetValue((group, version), out var entry) ? entry.VersionPriority : CustomVersionPriority;
}
