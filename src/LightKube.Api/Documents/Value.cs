using System.Globalization;

namespace LightKube.Api.Documents;

/// <summary>
/// One node of a document: null, a scalar, a <see cref="DocMap"/> or a <see cref="DocList"/>. 16 bytes, no boxing.
/// The default value is <see cref="ValueKind.Absent"/>.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    // A scalar without an object of its own is told by one of these in _object.
    private sealed class Tag(ValueKind kind)
    {
        public readonly ValueKind Kind = kind;
    }

    private static readonly Tag NullTag = new(ValueKind.Null);
    private static readonly Tag BoolTag = new(ValueKind.Bool);
    private static readonly Tag IntTag = new(ValueKind.Int);
    private static readonly Tag DoubleTag = new(ValueKind.Double);

    private readonly object? _object;
    private readonly long _bits;

    private Value(object? reference, long bits)
    {
        _object = reference;
        _bits = bits;
    }

    public static Value Null => new(NullTag, 0);
    public static Value True => new(BoolTag, 1);
    public static Value False => new(BoolTag, 0);

    public static implicit operator Value(string? text) => text is null ? Null : new(text, 0);
    public static implicit operator Value(bool flag) => new(BoolTag, flag ? 1 : 0);
    public static implicit operator Value(int number) => new(IntTag, number);
    public static implicit operator Value(long number) => new(IntTag, number);
    public static implicit operator Value(double number) => new(DoubleTag, BitConverter.DoubleToInt64Bits(number));
    public static implicit operator Value(DocMap? map) => map is null ? Null : new(map, 0);
    public static implicit operator Value(DocList? list) => list is null ? Null : new(list, 0);
    public static implicit operator Value(EncodedMap? map) => map is null ? Null : new(map, 0);

    public ValueKind Kind => _object switch
    {
        null => ValueKind.Absent,
        string => ValueKind.String,
        DocMap => ValueKind.Map,
        DocList => ValueKind.List,
        EncodedMap => ValueKind.Map,
        _ => ((Tag)_object).Kind,
    };

    public bool IsAbsent => _object is null;
    public bool IsNull => ReferenceEquals(_object, NullTag);

    /// <summary>True when there is no value to speak of: the key is missing or holds null.</summary>
    public bool IsAbsentOrNull => _object is null || ReferenceEquals(_object, NullTag);

    public bool IsInt => ReferenceEquals(_object, IntTag);
    public bool IsDouble => ReferenceEquals(_object, DoubleTag);
    public bool IsBool => ReferenceEquals(_object, BoolTag);

    /// <summary>The text, or null when this is not a string.</summary>
    public string? AsString => _object as string;

    /// <summary>The map, or null when this is not a map. One that is kept encoded is decoded at every call.</summary>
    public DocMap? AsMap => _object as DocMap ?? AsEncoded?.ToMap();

    /// <summary>The map when it is kept as bytes, else null.</summary>
    public EncodedMap? AsEncoded => _object as EncodedMap;

    /// <summary>The list, or null when this is not a list.</summary>
    public DocList? AsList => _object as DocList;

    /// <summary>The boolean, or null when this is not one.</summary>
    public bool? AsBool => IsBool ? _bits != 0 : null;

    /// <summary>The integer, or null; a double without a fraction counts as an integer, as it does in JSON.</summary>
    public long? AsInt
    {
        get
        {
            if (IsInt)
            {
                return _bits;
            }

            if (!IsDouble)
            {
                return null;
            }

            var number = BitConverter.Int64BitsToDouble(_bits);
            return number >= -9.2e18 && number <= 9.2e18 && Math.Floor(number) == number ? (long)number : null;
        }
    }

    /// <summary>The number, or null when this is neither an integer nor a double.</summary>
    public double? AsDouble => IsDouble ? BitConverter.Int64BitsToDouble(_bits) : IsInt ? _bits : null;

    /// <summary>A copy that shares nothing mutable: maps and lists are cloned with all that is below them.</summary>
    public Value DeepClone() => _object switch
    {
        DocMap map => map.DeepClone(),
        DocList list => list.DeepClone(),
        _ => this,
    };

    internal void FreezeContent()
    {
        if (_object is DocMap map)
        {
            map.Freeze();
        }
        else if (_object is DocList list)
        {
            list.Freeze();
        }
    }

    /// <summary>Equality of content: 1 and 1.0 are equal, the order of a map's keys does not count.</summary>
    public bool Equals(Value other)
    {
        if (ReferenceEquals(_object, other._object))
        {
            return _bits == other._bits;
        }

        return (_object, other._object) switch
        {
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (DocMap a, DocMap b) => a.ContentEquals(b),
            (DocList a, DocList b) => a.ContentEquals(b),
            (EncodedMap a, EncodedMap b) => a.ContentEquals(b),
            (EncodedMap a, DocMap b) => a.ToMap().ContentEquals(b),
            (DocMap a, EncodedMap b) => b.ToMap().ContentEquals(a),
            _ => AsDouble is { } x && other.AsDouble is { } y && x.Equals(y),
        };
    }

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <summary>Of the whole content, and seeded: who sends values cannot choose them to have one hash.</summary>
    public override int GetHashCode() => _object switch
    {
        string text => text.GetHashCode(StringComparison.Ordinal),
        DocMap map => Hash(map),
        DocList list => Hash(list),
        EncodedMap map => Hash(map.ToMap()),
        _ when AsDouble is { } number => Hash(number),
        _ => HashCode.Combine(Kind, _bits),
    };

    // Zero has two forms; the halves go in one by one, as a long's own hash is one that can be foreseen.
    private static int Hash(double number)
    {
        var bits = number == 0 ? 0 : BitConverter.DoubleToInt64Bits(number);
        return HashCode.Combine((int)(bits >> 32), (int)bits);
    }

    // The order of keys does not count.
    private static int Hash(DocMap map)
    {
        var sum = map.Count;
        foreach (ref readonly var entry in map.Entries)
        {
            sum = unchecked(sum + HashCode.Combine(entry.Key.GetHashCode(StringComparison.Ordinal), entry.Value));
        }

        return sum;
    }

    private static int Hash(DocList list)
    {
        var hash = default(HashCode);
        foreach (ref readonly var item in list.Items)
        {
            hash.Add(item.GetHashCode());
        }

        return hash.ToHashCode();
    }

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The value as compact JSON; an absent value is the empty string.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Absent => "",
        ValueKind.Null => "null",
        ValueKind.Bool => _bits != 0 ? "true" : "false",
        ValueKind.Int => _bits.ToString(CultureInfo.InvariantCulture),
        _ => Json.JsonText.Of(this),
    };
}
