namespace LightKube.Store.Engines;

/// <summary>Collects the entries of a page until it is full.</summary>
internal sealed class PageBuilder(int limit, long revision)
{
    private readonly List<StoreEntry> _entries = [];
    private long _bytes;

    /// <summary>Set when an entry was refused because the page is full.</summary>
    public bool More { get; private set; }

    /// <summary>Whether another entry fits; if not, the page knows that there is one.</summary>
    public bool HasRoom()
    {
        More = _entries.Count >= limit || _bytes >= StoreLimits.MaxPageBytes;
        return !More;
    }

    public void Add(StoreEntry entry)
    {
        _entries.Add(entry);
        _bytes += entry.Value.Length;
    }

    public StorePage Build() => new(_entries, revision, More);
}
