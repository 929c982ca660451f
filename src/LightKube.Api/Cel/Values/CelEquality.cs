namespace LightKube.Api.Cel.Values;

/// <summary>When two values are equal: values of different types are not, except numbers, which are compared as numbers.</summary>
internal static class CelEquality
{
    public static bool Equal(CelValue left, CelValue right)
    {
        if (left.IsNumber)
        {
            return right.IsNumber && CelNumbers.Compare(left, right) == 0;
        }

        var kind = left.Kind;
        if (kind != right.Kind)
        {
            return false;
        }

        return kind switch
        {
            CelKind.String => string.Equals(left.AsString, right.AsString, StringComparison.Ordinal),
            CelKind.Bool or CelKind.Duration => left.Int == right.Int,
            CelKind.Null => true,
            CelKind.Bytes => left.AsBytes!.Data.AsSpan().SequenceEqual(right.AsBytes!.Data),
            CelKind.Timestamp => left.AsTimestamp!.Compare(right.AsTimestamp!) == 0,
            CelKind.Type => left.AsType!.Name == right.AsType!.Name,
            CelKind.List => Lists(left, right),
            CelKind.Map => Maps(left, right),
            CelKind.Optional => Optionals(left.AsOptional!, right.AsOptional!),
            CelKind.Opaque => left.AsOpaque!.ContentEquals(right.AsOpaque!),
            _ => false,
        };
    }

    private static bool Optionals(CelOptional left, CelOptional right) =>
        left.HasValue ? right.HasValue && Equal(left.Value, right.Value) : !right.HasValue;

    private static bool Lists(CelValue left, CelValue right)
    {
        if (ReferenceEquals(left.Reference, right.Reference) && left.Reference is Documents.DocList)
        {
            return true;
        }

        left.TryList(out var first);
        right.TryList(out var second);
        if ((first.AsList?.ContentEquals(second) ?? second.AsList?.ContentEquals(first)) is { } decided)
        {
            return decided;
        }

        if (first.Count != second.Count)
        {
            return false;
        }

        for (var i = 0; i < first.Count; i++)
        {
            if (!Equal(first[i], second[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Maps(CelValue left, CelValue right)
    {
        if (ReferenceEquals(left.Reference, right.Reference) && left.Reference is Documents.DocMap)
        {
            return true;
        }

        left.TryMap(out var first);
        right.TryMap(out var second);
        if (first.AsMap?.ContentEquals(second) is { } decided)
        {
            return decided;
        }

        if (first.Count != second.Count)
        {
            return false;
        }

        for (var i = 0; i < first.Count; i++)
        {
            var key = first.KeyAt(i);
            var other = second.Find(key);
            if (other.IsUnset || other.IsError || !Equal(first.Find(key), other))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Keys of a map: the same number is the same key whatever its type.</summary>
internal sealed class CelKeyComparer : IEqualityComparer<CelValue>
{
    public static readonly CelKeyComparer Instance = new();

    public bool Equals(CelValue x, CelValue y) => CelEquality.Equal(x, y);

    public int GetHashCode(CelValue value) => value.Kind switch
    {
        CelKind.String => value.AsString!.GetHashCode(StringComparison.Ordinal),
        CelKind.Int => ((double)value.Int).GetHashCode(),
        CelKind.Uint => ((double)value.Uint).GetHashCode(),
        CelKind.Double => value.Double.GetHashCode(),
        CelKind.Bool => value.IsTrue ? 1 : 2,
        CelKind.Bytes => Hash(value.AsBytes!.Data),
        CelKind.List => Hash(value),
        _ => (int)value.Kind,
    };

    private int Hash(CelValue value)
    {
        value.TryList(out var list);
        var hash = list.Count;
        for (var i = 0; i < list.Count; i++)
        {
            hash = HashCode.Combine(hash, GetHashCode(list[i]));
        }

        return hash;
    }

    private static int Hash(byte[] data)
    {
        var hash = default(HashCode);
        hash.AddBytes(data);
        return hash.ToHashCode();
    }
}
