namespace LightKube.Api.Apply;

/// <summary>
/// Collects the entries of one level of a set. Builders nest on a thread like the calls that use them, and each takes the next of the thread's
/// lists, so that only the sets themselves are allocated. Dispose it.
/// </summary>
internal readonly ref struct FieldSetBuilder
{
    /// <summary>A list that grew larger is not kept.</summary>
    private const int KeepUpTo = 256;

    [ThreadStatic]
    private static Scratch? _ofThread;

    private readonly Scratch _scratch;
    private readonly List<FieldSet.Entry> _entries;

    private sealed class Scratch
    {
        public readonly List<List<FieldSet.Entry>> Levels = [];
        public int Open;
    }

    public FieldSetBuilder()
    {
        _scratch = _ofThread ??= new Scratch();
        if (_scratch.Open == _scratch.Levels.Count)
        {
            _scratch.Levels.Add([]);
        }

        _entries = _scratch.Levels[_scratch.Open++];
    }

    public void Add(FieldSet.Entry entry) => _entries.Add(entry);

    public void AddIfAny(FieldSet.Entry entry)
    {
        if (entry.IsMember || entry.Below is not null)
        {
            Add(entry);
        }
    }

    public void AddIfAny(PathElement element, bool isMember, FieldSet? below) => AddIfAny(new FieldSet.Entry(element, isMember, below));

    /// <summary>The set, or null when it is empty. Entries may come in any order; those with the same element become one.</summary>
    public FieldSet? ToSet()
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        if (!IsCanonical())
        {
            _entries.Sort(static (a, b) => a.Element.CompareTo(b.Element));
            Join();
        }

        return new FieldSet(_entries.ToArray());
    }

    public void Dispose()
    {
        _scratch.Open--;
        if (_entries.Capacity > KeepUpTo)
        {
            _scratch.Levels[_scratch.Open] = [];
        }
        else
        {
            _entries.Clear();
        }
    }

    private bool IsCanonical()
    {
        for (var i = 1; i < _entries.Count; i++)
        {
            if (_entries[i - 1].Element.CompareTo(_entries[i].Element) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Join()
    {
        var kept = 0;
        for (var i = 1; i < _entries.Count; i++)
        {
            var (entry, last) = (_entries[i], _entries[kept]);
            if (entry.Element.CompareTo(last.Element) != 0)
            {
                _entries[++kept] = entry;
                continue;
            }

            var below = last.Below is null ? entry.Below : entry.Below is null ? last.Below : last.Below.Union(entry.Below);
            _entries[kept] = new FieldSet.Entry(last.Element, last.IsMember || entry.IsMember, below);
        }

        _entries.RemoveRange(kept + 1, _entries.Count - kept - 1);
    }
}
