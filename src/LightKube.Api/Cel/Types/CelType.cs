using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Types;

/// <summary>A CEL type, as the checker sees it and as <c>type(x)</c> returns it.</summary>
public sealed class CelType : CelReference
{
    internal const string OptionalName = "optional_type";

    private CelType(CelTypeKind kind, string name, params CelType[] parameters)
    {
        TypeKind = kind;
        Name = name;
        Parameters = parameters;
    }

    public static CelType Error { get; } = new(CelTypeKind.Error, "!error!");
    public static CelType Dyn { get; } = new(CelTypeKind.Dyn, "dyn");
    public static CelType Null { get; } = new(CelTypeKind.Null, "null_type");
    public static CelType Bool { get; } = new(CelTypeKind.Bool, "bool");
    public static CelType Int { get; } = new(CelTypeKind.Int, "int");
    public static CelType Uint { get; } = new(CelTypeKind.Uint, "uint");
    public static CelType Double { get; } = new(CelTypeKind.Double, "double");
    public static CelType String { get; } = new(CelTypeKind.String, "string");
    public static CelType Bytes { get; } = new(CelTypeKind.Bytes, "bytes");
    public static CelType Timestamp { get; } = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp");
    public static CelType Duration { get; } = new(CelTypeKind.Duration, "google.protobuf.Duration");

    /// <summary>The type of any type.</summary>
    public static CelType Type { get; } = new(CelTypeKind.Type, "type");

    internal static CelType ListOfDyn { get; } = new(CelTypeKind.List, "list", Dyn);
    internal static CelType MapOfDyn { get; } = new(CelTypeKind.Map, "map", Dyn, Dyn);
    internal static CelType ListType { get; } = new(CelTypeKind.List, "list");
    internal static CelType MapType { get; } = new(CelTypeKind.Map, "map");
    internal static CelType OptionalType { get; } = new(CelTypeKind.Opaque, OptionalName);

    public CelTypeKind TypeKind { get; }

    /// <summary>As <c>type(x)</c> shows it.</summary>
    public string Name { get; }

    /// <summary>Of a list its element, of a map key and value, of a type the type.</summary>
    public CelType[] Parameters { get; }

    /// <summary>The fields of an object type.</summary>
    public DeclType? Declaration { get; private init; }

    public override CelKind Kind => CelKind.Type;

    internal bool IsDynOrError => TypeKind is CelTypeKind.Dyn or CelTypeKind.Error;

    internal bool IsOptional => TypeKind == CelTypeKind.Opaque && Name == OptionalName;

    public static CelType List(CelType element) => new(CelTypeKind.List, "list", element);

    public static CelType Map(CelType key, CelType value) => new(CelTypeKind.Map, "map", key, value);

    public static CelType Optional(CelType value) => new(CelTypeKind.Opaque, OptionalName, value);

    public static CelType Opaque(string name, params CelType[] parameters) => new(CelTypeKind.Opaque, name, parameters);

    public static CelType TypeOf(CelType type) => new(CelTypeKind.Type, "type", type);

    internal static CelType Object(DeclType declaration) => new(CelTypeKind.Object, declaration.Name) { Declaration = declaration };

    internal static CelType Param(string name) => new(CelTypeKind.Param, name);

    /// <summary>Whether both are the same type, parameters included.</summary>
    public bool Same(CelType other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (TypeKind != other.TypeKind || Name != other.Name || Parameters.Length != other.Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < Parameters.Length; i++)
        {
            if (!Parameters[i].Same(other.Parameters[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As cel-go writes it in messages: <c>map(string, list(int))</c>.</summary>
    public override string ToString()
    {
        var name = TypeKind switch
        {
            CelTypeKind.Null => "null",
            CelTypeKind.Timestamp => "timestamp",
            CelTypeKind.Duration => "duration",
            _ => Name,
        };
        return Parameters.Length == 0 ? name : $"{name}({string.Join(", ", (object[])Parameters)})";
    }
}
