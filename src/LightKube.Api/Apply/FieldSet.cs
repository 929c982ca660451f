using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Apply;

/// <summary>
/// A set of fields of an object, as a tree of path elements. A field is in the set only when it is a member itself: its parents and
/// children may or may not be. Immutable, in canonical order; no branch is without a member.
/// </summary>
public sealed class FieldSet
{
    public static readonly FieldSet Empty = new([]);

    private readonly Entry[] _entries;

    /// <summary>One element below, whether it is itself in the set, and what of it is.</summary>
    internal readonly record struct Entry(PathElement Element, bool IsMember, FieldSet? Below);

    /// <param name="entries">In canonical order, each element once; the set's own from now on.</param>
    internal FieldSet(Entry[] entries)
    {
        _entries = entries;
    }

    public bool IsEmpty => _entries.Length == 0;

    internal ReadOnlySpan<Entry> Entries => _entries;

    /// <summary>The set's JSON, once it was written.</summary>
    internal EncodedMap? Encoded { get; set; }

    /// <summary>A set of paths.</summary>
    public static FieldSet Of(params ReadOnlySpan<PathElement[]> paths)
    {
        var set = Empty;
        foreach (var path in paths)
        {
            set = set.Union(OfPath(path));
        }

        return set;
    }

    /// <summary>Reads the content of a <c>fieldsV1</c>.</summary>
    /// <exception cref="DocumentFormatException">It is no field set.</exception>
    public static FieldSet Parse(Value fieldsV1) => FieldsV1.Read(fieldsV1);

    /// <summary>Whether the path is a member. Nobody owns the empty path.</summary>
    public bool Contains(ReadOnlySpan<PathElement> path)
    {
        var set = this;
        while (path.Length > 1)
        {
            if (set.Below(path[0]) is not { } below)
            {
                return false;
            }

            set = below;
            path = path[1..];
        }

        return path.Length == 1 && set.Find(path[0]) is { IsMember: true };
    }

    /// <summary>What of the child is in the set; null for nothing.</summary>
    internal FieldSet? Below(PathElement element) => Find(element).Below;

    internal Entry Find(PathElement element)
    {
        var low = 0;
        var high = _entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = _entries[middle].Element.CompareTo(element);
            if (order == 0)
            {
                return _entries[middle];
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return default;
    }

    /// <summary>The members of either. This set itself when the other adds nothing.</summary>
    public FieldSet Union(FieldSet other) => FieldSetAlgebra.Union(this, other);

    /// <summary>The members of both.</summary>
    public FieldSet Intersect(FieldSet other) => FieldSetAlgebra.Intersect(this, other);

    /// <summary>The members that the other has not. Children of its members stay. This set itself when nothing goes.</summary>
    public FieldSet Except(FieldSet other) => FieldSetAlgebra.Except(this, other, withChildren: false);

    /// <summary>The members that neither are in the other nor lie below its members.</summary>
    public FieldSet ExceptWithChildren(FieldSet other) => FieldSetAlgebra.Except(this, other, withChildren: true);

    public bool ContentEquals(FieldSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (_entries.Length != other._entries.Length)
        {
            return false;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            ref readonly var left = ref _entries[i];
            ref readonly var right = ref other._entries[i];
            var sameBelow = left.Below is null ? right.Below is null : right.Below is not null && left.Below.ContentEquals(right.Below);
            if (left.IsMember != right.IsMember || left.Element.CompareTo(right.Element) != 0 || !sameBelow)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The members' paths as in messages; of each object first its own, then those below.</summary>
    public List<string> Paths()
    {
        var paths = new List<string>();
        AddPaths(new StringBuilder(), paths);
        return paths;
    }

    /// <summary>One path a line.</summary>
    public override string ToString() => string.Join('\n', Paths());

    private static FieldSet OfPath(ReadOnlySpan<PathElement> path) => path.Length switch
    {
        0 => Empty,
        1 => new FieldSet([new Entry(path[0], true, null)]),
        _ => new FieldSet([new Entry(path[0], false, OfPath(path[1..]))]),
    };

    private void AddPaths(StringBuilder prefix, List<string> paths)
    {
        var length = prefix.Length;
        foreach (ref readonly var entry in Entries)
        {
            if (entry.IsMember)
            {
                paths.Add(prefix.Append(entry.Element.ToString()).ToString());
                prefix.Length = length;
            }
        }

        foreach (ref readonly var entry in Entries)
        {
            if (entry.Below is { } below)
            {
                prefix.Append(entry.Element.ToString());
                below.AddPaths(prefix, paths);
                prefix.Length = length;
            }
        }
    }
}
