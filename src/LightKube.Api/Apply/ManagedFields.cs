using LightKube.Api.Documents;

namespace LightKube.Api.Apply;

/// <summary>The entries of an object's <c>metadata.managedFields</c> while they are being changed.</summary>
internal sealed class ManagedFields
{
    private readonly List<ManagedEntry> _entries;

    private ManagedFields(List<ManagedEntry> entries)
    {
        _entries = entries;
    }

    public int Count => _entries.Count;

    public IReadOnlyList<ManagedEntry> Entries => _entries;

    public static ManagedFields None() => new([]);

    /// <summary>The object's entries; none when it has none.</summary>
    /// <exception cref="DocumentFormatException">One is no entry.</exception>
    public static ManagedFields Decode(DocMap root)
    {
        var list = root.GetMap("metadata")?.GetList("managedFields");
        var entries = new List<ManagedEntry>((list?.Count ?? 0) + 1);
        for (var i = 0; i < list?.Count; i++)
        {
            var entry = ManagedEntry.Decode(list[i]);
            var same = entries.FindIndex(other => other.IsOf(entry.Manager, entry.IsApplied, entry.ApiVersion, entry.Subresource));
            if (same >= 0)
            {
                entries[same] = entry;
            }
            else
            {
                entries.Add(entry);
            }
        }

        return new ManagedFields(entries);
    }

    public ManagedEntry? Find(FieldOwner owner)
    {
        foreach (var entry in _entries)
        {
            if (entry.IsOf(owner))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>Puts the entry in place of the same manager's; one without fields goes.</summary>
    public void Set(ManagedEntry entry)
    {
        var at = _entries.FindIndex(other => other.IsOf(entry.Manager, entry.IsApplied, entry.ApiVersion, entry.Subresource));
        if (at < 0)
        {
            _entries.Add(entry);
        }
        else
        {
            _entries[at] = entry;
        }
    }

    /// <summary>Replaces each entry by what the function makes of it; null removes it.</summary>
    public void Replace(Func<ManagedEntry, ManagedEntry?> replace)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (replace(_entries[i]) is { } entry)
            {
                _entries[i] = entry;
            }
            else
            {
                _entries.RemoveAt(i);
            }
        }
    }

    public void Remove(ManagedEntry entry) => _entries.Remove(entry);

    /// <summary>Writes the entries into the object, appliers first, each group by age.</summary>
    public void Encode(DocMap root)
    {
        _entries.Sort(Order);
        var metadata = root.GetOrAddMap("metadata");
        if (_entries.Count == 0)
        {
            metadata.Remove("managedFields");
            return;
        }

        var list = new DocList(_entries.Count);
        foreach (var entry in _entries)
        {
            list.Add(entry.Encode());
        }

        metadata.Set("managedFields", list);
    }

    private static int Order(ManagedEntry left, ManagedEntry right)
    {
        // Times in their canonical form sort like their texts.
        var order = string.CompareOrdinal(left.Operation, right.Operation);
        order = order != 0 ? order : string.CompareOrdinal(left.Time.AsString, right.Time.AsString);
        order = order != 0 ? order : string.CompareOrdinal(left.Manager, right.Manager);
        order = order != 0 ? order : string.CompareOrdinal(left.ApiVersion, right.ApiVersion);
        return order != 0 ? order : string.CompareOrdinal(left.Subresource, right.Subresource);
    }
}
