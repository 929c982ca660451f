using System.Globalization;
using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;

namespace LightKube.Api.Cel.Values;

/// <summary>
/// A value of a CEL expression: 16 bytes, no boxing. Documents are used as they are: a map or list of theirs stands here
/// itself, without a copy and without a wrapper.
/// </summary>
public readonly struct CelValue
{
    // A scalar without an object of its own is told by one of these in _object.
    private sealed class Tag(CelKind kind) : CelReference
    {
        public override CelKind Kind { get; } = kind;
    }

    private static readonly Tag NullTag = new(CelKind.Null);
    private static readonly Tag BoolTag = new(CelKind.Bool);
    private static readonly Tag IntTag = new(CelKind.Int);
    private static readonly Tag UintTag = new(CelKind.Uint);
    private static readonly Tag DoubleTag = new(CelKind.Double);
    private static readonly Tag DurationTag = new(CelKind.Duration);

    private readonly object? _object;
    private readonly long _bits;

    private CelValue(object reference, long bits)
    {
        _object = reference;
        _bits = bits;
    }

    public static CelValue Null => new(NullTag, 0);
    public static CelValue True => new(BoolTag, 1);
    public static CelValue False => new(BoolTag, 0);

    public static implicit operator CelValue(string text) => new(text, 0);
    public static implicit operator CelValue(bool flag) => new(BoolTag, flag ? 1 : 0);
    public static implicit operator CelValue(long number) => new(IntTag, number);
    public static implicit operator CelValue(ulong number) => new(UintTag, (long)number);
    public static implicit operator CelValue(double number) => new(DoubleTag, BitConverter.DoubleToInt64Bits(number));
    public static implicit operator CelValue(CelReference value) => new(value, 0);
    public static implicit operator CelValue(DocMap map) => new(map, 0);
    public static implicit operator CelValue(DocList list) => new(list, 0);

    /// <summary>A duration of that many nanoseconds.</summary>
    public static CelValue Duration(long nanos) => new(DurationTag, nanos);

    public static CelValue Error(string message) => new(new CelError(message), 0);

    /// <summary>A document's value as it stands, without a schema: absent and null are both null.</summary>
    public static CelValue Of(Value value) => value.Kind switch
    {
        ValueKind.String => new(value.AsString!, 0),
        ValueKind.Map => new(value.AsMap!, 0),
        ValueKind.List => new(value.AsList!, 0),
        ValueKind.Bool => value.AsBool!.Value,
        ValueKind.Int => value.AsInt!.Value,
        ValueKind.Double => value.AsDouble!.Value,
        _ => Null,
    };

    public CelKind Kind => _object switch
    {
        string => CelKind.String,
        CelReference reference => reference.Kind,
        DocMap => CelKind.Map,
        DocList => CelKind.List,
        _ => CelKind.Null,
    };

    /// <summary>Whether nothing was ever put here.</summary>
    public bool IsUnset => _object is null;

    public bool IsError => _object is CelError;

    public bool IsBool => ReferenceEquals(_object, BoolTag);

    public bool IsTrue => ReferenceEquals(_object, BoolTag) && _bits != 0;

    public bool IsFalse => ReferenceEquals(_object, BoolTag) && _bits == 0;

    public bool IsInt => ReferenceEquals(_object, IntTag);

    public bool IsNull => _object is null || ReferenceEquals(_object, NullTag);

    internal bool IsNumber => IsInt || ReferenceEquals(_object, UintTag) || ReferenceEquals(_object, DoubleTag);

    public CelError? AsError => _object as CelError;

    public string? AsString => _object as string;

    public CelBytes? AsBytes => _object as CelBytes;

    public CelTimestamp? AsTimestamp => _object as CelTimestamp;

    public CelOptional? AsOptional => _object as CelOptional;

    public CelType? AsType => _object as CelType;

    public CelOpaque? AsOpaque => _object as CelOpaque;

    /// <summary>The object, for one that a literal made.</summary>
    public CelMap? AsObject => _object is CelMap { ObjectType: not null } map ? map : null;

    /// <summary>The boolean, or null.</summary>
    public bool? AsBool => IsBool ? _bits != 0 : null;

    /// <summary>The integer, the unsigned one, the double or the nanoseconds, by <see cref="Kind"/>.</summary>
    internal long Int => _bits;

    internal ulong Uint => (ulong)_bits;

    internal double Double => BitConverter.Int64BitsToDouble(_bits);

    internal object? Reference => _object;

    /// <summary>The list, for a list.</summary>
    internal bool TryList(out ListView list)
    {
        list = _object switch
        {
            DocList items => new ListView(items),
            CelList items => new ListView(items),
            _ => default,
        };
        return !list.IsNone;
    }

    internal bool TryMap(out MapView map)
    {
        map = _object switch
        {
            DocMap items => new MapView(items),
            CelMap items => new MapView(items),
            _ => default,
        };
        return !map.IsNone;
    }

    /// <summary>What <c>type(x)</c> says.</summary>
    public CelType Type => Kind switch
    {
        CelKind.Error => CelType.Error,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        CelKind.List => CelType.ListType,
        CelKind.Map => _object is CelMap { ObjectType: { } type } ? type : CelType.MapType,
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.Duration => CelType.Duration,
        CelKind.Type => CelType.Type,
        CelKind.Optional => CelType.OptionalType,
        CelKind.Opaque => AsOpaque!.Type,
        _ => CelType.Null,
    };

    /// <summary>For messages: a scalar as its text.</summary>
    public override string ToString() => Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => _bits != 0 ? "true" : "false",
        CelKind.Int => _bits.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => Uint.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => CelNumbers.Format(Double),
        CelKind.Duration => CelDurationText.Format(_bits),
        CelKind.Type => AsType!.Name,
        _ => _object!.ToString() ?? "",
    };
}
