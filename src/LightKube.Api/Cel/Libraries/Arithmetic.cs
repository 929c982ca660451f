using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>The operators on numbers, text, bytes, lists, moments and durations.</summary>
internal static class Arithmetic
{
    public static CelValue Add(CelValue left, CelValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                var sum = unchecked(left.Int + right.Int);
                return ((left.Int ^ sum) & (right.Int ^ sum)) < 0 ? CelError.IntOverflow : sum;
            case (CelKind.Uint, CelKind.Uint):
                var unsigned = unchecked(left.Uint + right.Uint);
                return unsigned < left.Uint ? CelError.UintOverflow : unsigned;
            case (CelKind.Double, CelKind.Double):
                return left.Double + right.Double;
            case (CelKind.String, CelKind.String):
                return left.AsString + right.AsString;
            case (CelKind.Bytes, CelKind.Bytes):
                return new CelBytes([.. left.AsBytes!.Data, .. right.AsBytes!.Data]);
            case (CelKind.List, CelKind.List):
                return Concat(left, right);
            case (CelKind.Duration, CelKind.Duration):
                var duration = unchecked(left.Int + right.Int);
                return ((left.Int ^ duration) & (right.Int ^ duration)) < 0 ? CelError.DurationOverflow : CelValue.Duration(duration);
            case (CelKind.Timestamp, CelKind.Duration):
                return left.AsTimestamp!.Add(right.Int) is { } later ? later : CelError.TimestampOverflow;
            case (CelKind.Duration, CelKind.Timestamp):
                return right.AsTimestamp!.Add(left.Int) is { } after ? after : CelError.TimestampOverflow;
            default:
                return CelError.NoSuchOverload;
        }
    }

    public static CelValue Subtract(CelValue left, CelValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                var rest = unchecked(left.Int - right.Int);
                return ((left.Int ^ right.Int) & (left.Int ^ rest)) < 0 ? CelError.IntOverflow : rest;
            case (CelKind.Uint, CelKind.Uint):
                return right.Uint > left.Uint ? CelError.UintOverflow : left.Uint - right.Uint;
            case (CelKind.Double, CelKind.Double):
                return left.Double - right.Double;
            case (CelKind.Duration, CelKind.Duration):
                var duration = unchecked(left.Int - right.Int);
                return ((left.Int ^ right.Int) & (left.Int ^ duration)) < 0 ? CelError.DurationOverflow : CelValue.Duration(duration);
            case (CelKind.Timestamp, CelKind.Duration):
                return right.Int != long.MinValue && left.AsTimestamp!.Add(-right.Int) is { } earlier ? earlier : CelError.TimestampOverflow;
            case (CelKind.Timestamp, CelKind.Timestamp):
                return left.AsTimestamp!.Since(right.AsTimestamp!) is { } nanos ? CelValue.Duration(nanos) : CelError.DurationOverflow;
            default:
                return CelError.NoSuchOverload;
        }
    }

    public static CelValue Multiply(CelValue left, CelValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                var product = (Int128)left.Int * right.Int;
                return product > long.MaxValue || product < long.MinValue ? CelError.IntOverflow : (long)product;
            case (CelKind.Uint, CelKind.Uint):
                var unsigned = (UInt128)left.Uint * right.Uint;
                return unsigned > ulong.MaxValue ? CelError.UintOverflow : (ulong)unsigned;
            case (CelKind.Double, CelKind.Double):
                return left.Double * right.Double;
            default:
                return CelError.NoSuchOverload;
        }
    }

    public static CelValue Divide(CelValue left, CelValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                return right.Int == 0 ? CelError.DivideByZero
                    : left.Int == long.MinValue && right.Int == -1 ? CelError.IntOverflow
                    : left.Int / right.Int;
            case (CelKind.Uint, CelKind.Uint):
                return right.Uint == 0 ? CelError.DivideByZero : left.Uint / right.Uint;
            case (CelKind.Double, CelKind.Double):
                return left.Double / right.Double;
            default:
                return CelError.NoSuchOverload;
        }
    }

    public static CelValue Modulo(CelValue left, CelValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.Int, CelKind.Int):
                return right.Int == 0 ? CelError.ModulusByZero
                    : left.Int == long.MinValue && right.Int == -1 ? CelError.IntOverflow
                    : left.Int % right.Int;
            case (CelKind.Uint, CelKind.Uint):
                return right.Uint == 0 ? CelError.ModulusByZero : left.Uint % right.Uint;
            default:
                return CelError.NoSuchOverload;
        }
    }

    public static CelValue Negate(CelValue value) => value.Kind switch
    {
        CelKind.Int => value.Int == long.MinValue ? CelError.IntOverflow : -value.Int,
        CelKind.Double => -value.Double,
        _ => CelError.NoSuchOverload,
    };

    public static CelValue Not(CelValue value) => value.IsBool ? !value.IsTrue : CelError.NoSuchOverload;

    public static CelValue Equal(CelValue left, CelValue right) => CelEquality.Equal(left, right);

    public static CelValue NotEqual(CelValue left, CelValue right) => !CelEquality.Equal(left, right);

    public static CelValue Less(CelValue left, CelValue right) => Compared(left, right, static order => order < 0);

    public static CelValue LessEquals(CelValue left, CelValue right) => Compared(left, right, static order => order <= 0);

    public static CelValue Greater(CelValue left, CelValue right) => Compared(left, right, static order => order > 0);

    public static CelValue GreaterEquals(CelValue left, CelValue right) => Compared(left, right, static order => order >= 0);

    public static CelValue In(CelValue item, CelValue container)
    {
        if (container.TryMap(out var map))
        {
            var found = map.Find(item);
            return found.IsError ? found : !found.IsUnset;
        }

        if (!container.TryList(out var list))
        {
            return CelError.NoSuchOverload;
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (CelEquality.Equal(list[i], item))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Below, equal or above: -1, 0, 1. Null when the two have no order.</summary>
    public static int? Compare(CelValue left, CelValue right)
    {
        if (left.IsNumber)
        {
            return right.IsNumber ? CelNumbers.Compare(left, right) : null;
        }

        return (left.Kind, right.Kind) switch
        {
            (CelKind.String, CelKind.String) => Strings(left.AsString!, right.AsString!),
            (CelKind.Bytes, CelKind.Bytes) => Math.Sign(left.AsBytes!.Data.AsSpan().SequenceCompareTo(right.AsBytes!.Data)),
            (CelKind.Bool, CelKind.Bool) or (CelKind.Duration, CelKind.Duration) => left.Int.CompareTo(right.Int),
            (CelKind.Timestamp, CelKind.Timestamp) => left.AsTimestamp!.Compare(right.AsTimestamp!),
            _ => null,
        };
    }

    private static CelValue Compared(CelValue left, CelValue right, Func<int, bool> test)
    {
        if (Compare(left, right) is { } order)
        {
            return test(order);
        }

        return left.IsNumber && right.IsNumber ? CelValue.Error("NaN values cannot be ordered") : CelError.NoSuchOverload;
    }

    // By code points, as UTF-8 sorts, and not by UTF-16's units.
    private static int Strings(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var a = left[common];
        var b = right[common];
        return char.IsSurrogate(a) != char.IsSurrogate(b) ? (char.IsSurrogate(a) ? 1 : -1) : a.CompareTo(b);
    }

    private static CelValue Concat(CelValue left, CelValue right)
    {
        left.TryList(out var first);
        right.TryList(out var second);
        return first.AsList is { } own ? own.Concat(second)
            : second.Count == 0 ? left
            : first.Count == 0 ? right
            : new JoinedList(first, second);
    }
}
