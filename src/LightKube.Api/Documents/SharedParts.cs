namespace LightKube.Api.Documents;

/// <summary>
/// Lets two states of an object have in common what did not change. A change is mostly small: the new state then takes little memory, and whoever
/// compares the two finds most of them to be one.
/// </summary>
public static class SharedParts
{
    /// <summary>Puts the old state's maps and lists in the place of equal ones of the new state.</summary>
    /// <param name="old">Frozen.</param>
    /// <param name="next">Its root and its metadata stay its own and mutable; what else is shared is frozen.</param>
    public static void Share(DocMap old, DocMap next)
    {
        for (var i = 0; i < next.Count; i++)
        {
            ref readonly var entry = ref next.Entries[i];
            var before = old[entry.Key];
            if (entry.Key == "metadata")
            {
                if (before.AsMap is { } from && entry.Value.AsMap is { IsFrozen: false } to)
                {
                    ShareBelow(from, to);
                }
            }
            else if (IsSame(before, entry.Value))
            {
                next.Exchange(i, before);
            }
        }
    }

    /// <summary>Whether two values are the same and written alike: 1 and 1.0 are equal, but not this. Shares below them what can be.</summary>
    private static bool IsSame(Value old, Value next)
    {
        if (next.AsEncoded is { } encoded)
        {
            return IsSame(old.AsEncoded, encoded);
        }

        if (old.AsEncoded is not null)
        {
            return false;
        }

        return (old.AsMap, next.AsMap) switch
        {
            ({ } from, { } to) => ReferenceEquals(from, to) || (to.IsFrozen ? AreSame(from, to) : ShareBelow(from, to)),
            _ => (old.AsList, next.AsList) switch
            {
                ({ } from, { } to) => ReferenceEquals(from, to) || (to.IsFrozen ? AreSame(from, to) : ShareBelow(from, to)),
                _ => old.Kind == next.Kind && old.Equals(next),
            },
        };
    }

    private static bool ShareBelow(DocMap old, DocMap next)
    {
        var isSame = old.Count == next.Count;
        for (var i = 0; i < next.Count; i++)
        {
            ref readonly var entry = ref next.Entries[i];
            var before = ValueAt(old, i, entry.Key);
            if (IsSame(before, entry.Value))
            {
                next.Exchange(i, before);
            }
            else
            {
                isSame = false;
            }
        }

        return isSame;
    }

    private static bool ShareBelow(DocList old, DocList next)
    {
        var isSame = old.Count == next.Count;
        for (var i = 0; i < next.Count; i++)
        {
            if (i < old.Count && IsSame(old[i], next[i]))
            {
                next[i] = old[i];
            }
            else
            {
                isSame = false;
            }
        }

        return isSame;
    }

    /// <summary>Whether two values are the same and written alike: 1 and 1.0 are equal, but not this.</summary>
    public static bool AreSame(Value a, Value b) => a.Kind == b.Kind && a.Kind switch
    {
        ValueKind.Map when a.AsEncoded is null && b.AsEncoded is null => AreSame(a.AsMap!, b.AsMap!),
        ValueKind.Map => b.AsEncoded is { } encoded && IsSame(a.AsEncoded, encoded),
        ValueKind.List => AreSame(a.AsList!, b.AsList!),
        _ => a.Equals(b),
    };

    private static bool AreSame(DocMap a, DocMap b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < b.Count; i++)
        {
            ref readonly var entry = ref b.Entries[i];
            if (!AreSame(ValueAt(a, i, entry.Key), entry.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(DocList a, DocList b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < b.Count; i++)
        {
            if (!AreSame(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    // What is written otherwise may mean the same; to find that out is not worth the reading.
    private static bool IsSame(EncodedMap? a, EncodedMap b) => ReferenceEquals(a, b) || (a is not null && a.Utf8.SequenceEqual(b.Utf8));

    // The two states mostly have their keys in the same places.
    private static Value ValueAt(DocMap map, int place, string key) =>
        place < map.Count && ReferenceEquals(map.Entries[place].Key, key) ? map.Entries[place].Value : map[key];
}
