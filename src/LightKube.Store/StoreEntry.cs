namespace LightKube.Store;

/// <summary>A key and its value at some revision.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The bytes; shared, never to be changed.</param>
/// <param name="ModRevision">The revision of the key's last write.</param>
/// <param name="CreateRevision">The revision of the write that created the key.</param>
public readonly record struct StoreEntry(string Key, ReadOnlyMemory<byte> Value, long ModRevision, long CreateRevision);

/// <summary>Which keys a list returns.</summary>
/// <param name="Prefix">What the keys begin with; empty for all.</param>
/// <param name="StartAfter">The last key of the page before, null for the first page.</param>
/// <param name="Limit">How many keys at most; a page of large values may hold fewer (see <see cref="StoreLimits.MaxPageBytes"/>).</param>
/// <param name="AtRevision">The revision to read at, 0 for the newest. Later pages pass the <see cref="StorePage.Revision"/> of the first.</param>
public readonly record struct ListQuery(
    string Prefix, string? StartAfter = null, int Limit = StoreLimits.DefaultPageSize, long AtRevision = 0);

/// <summary>One page of a list.</summary>
/// <param name="Entries">In ordinal order of their keys.</param>
/// <param name="Revision">The revision at which all of them were read.</param>
/// <param name="More">Whether keys follow after the last entry.</param>
public sealed record StorePage(IReadOnlyList<StoreEntry> Entries, long Revision, bool More);
