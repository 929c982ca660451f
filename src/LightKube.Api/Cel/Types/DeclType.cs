using LightKube.Api.Cel.Values;
using LightKube.Api.Schemas;

namespace LightKube.Api.Cel.Types;

/// <summary>How a string of a schema is read into a CEL value.</summary>
public enum DeclFormat : byte
{
    None,

    /// <summary>Base64.</summary>
    Bytes,

    /// <summary>A Go duration.</summary>
    Duration,

    /// <summary>A day.</summary>
    Date,

    /// <summary>RFC 3339.</summary>
    DateTime,
}

/// <summary>
/// A CEL type as a schema declares it: with its fields, and with the sizes its values can have, from which costs are
/// estimated before any value is seen.
/// </summary>
public sealed class DeclType
{
    private readonly Dictionary<string, DeclField> _fields = new(StringComparer.Ordinal);
    private CelType? _celType;

    internal DeclType(string name, CelType? celType, long minSize, long maxElements = 0)
    {
        Name = name;
        _celType = celType;
        MinSerializedSize = minSize;
        MaxElements = maxElements;
    }

    public static DeclType Dyn { get; } = new("dyn", CelType.Dyn, 1);
    public static DeclType Bool { get; } = new("bool", CelType.Bool, SchemaSizes.MinBool);
    public static DeclType Int { get; } = new("int", CelType.Int, SchemaSizes.MinNumber);
    public static DeclType Double { get; } = new("double", CelType.Double, SchemaSizes.MinNumber);
    public static DeclType String { get; } = new("string", CelType.String, SchemaSizes.MinString);
    public static DeclType Timestamp { get; } = new("timestamp", CelType.Timestamp, SchemaSizes.Date);

    public string Name { get; }

    /// <summary>The type for the checker.</summary>
    public CelType Type => _celType ??= MakeType();

    /// <summary>The least number of bytes of a value as JSON.</summary>
    public long MinSerializedSize { get; internal set; }

    /// <summary>The most characters, bytes, items or entries; 0 for what has none.</summary>
    public long MaxElements { get; internal set; }

    public DeclFormat Format { get; internal init; }

    public ListType ListType { get; internal init; }

    public IReadOnlyList<string> ListKeys { get; internal init; } = [];

    /// <summary>The items of a list, the values of a map.</summary>
    public DeclType? Element { get; internal set; }

    public DeclType? Key { get; private init; }

    public bool IsObject { get; private init; }

    /// <summary>Any field may be named, and holds anything.</summary>
    public bool IsFree { get; private init; }

    /// <summary>Fields that expressions can name, by their escaped names.</summary>
    public IReadOnlyDictionary<string, DeclField> Fields => _fields;

    /// <summary>A type of which no sizes are known.</summary>
    public static DeclType Of(CelType type) => new(type.Name, type, 1);

    /// <summary>An object of any fields.</summary>
    public static DeclType FreeObject(string name) => new(name, null, 2) { IsObject = true, IsFree = true };

    public static DeclType ListOf(DeclType element, long maxItems, ListType listType = ListType.Atomic, IReadOnlyList<string>? listKeys = null) =>
        new("list", null, 2, maxItems) { Element = element, ListType = listType, ListKeys = listKeys ?? [] };

    public static DeclType MapOf(DeclType key, DeclType value, long maxEntries) => new("map", null, 2, maxEntries) { Key = key, Element = value };

    public static DeclType ObjectOf(string name, params IEnumerable<DeclField> fields)
    {
        var type = new DeclType(name, null, 2) { IsObject = true };
        foreach (var field in fields)
        {
            type.Add(field);
        }

        return type;
    }

    internal void Add(DeclField field) => _fields[field.Name] = field;

    /// <summary>The field by the name that the object's JSON has.</summary>
    internal DeclField? FieldOf(string jsonName)
    {
        foreach (var field in _fields.Values)
        {
            if (field.JsonName == jsonName)
            {
                return field;
            }
        }

        return null;
    }

    private CelType MakeType() =>
        IsObject ? CelType.Object(this)
        : Key is not null ? CelType.Map(Key.Type, Element!.Type)
        : CelType.List(Element!.Type);
}

/// <summary>A field of an object type.</summary>
/// <param name="Name">As expressions name it: escaped where it is no identifier.</param>
/// <param name="JsonName">As documents name it.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Required">Whether it must be there.</param>
public sealed record DeclField(string Name, string JsonName, DeclType Type, bool Required = false);
