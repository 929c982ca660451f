using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Checking;

/// <summary>A function of any number of arguments, the target first. An error among them never gets here.</summary>
internal delegate CelValue Implementation(ReadOnlySpan<CelValue> args);

/// <summary>One signature of a function.</summary>
internal sealed class Overload(string id, bool isMember, CelType[] args, CelType result, Implementation? implementation)
{
    /// <summary>cel-go's name of it, by which costs are known.</summary>
    public string Id { get; } = id;

    /// <summary>Called on its first argument: <c>text.size()</c>.</summary>
    public bool IsMember { get; } = isMember;

    public CelType[] Args { get; } = args;

    public CelType Result { get; } = result;

    /// <summary>Null for operators, which the interpreter knows by itself.</summary>
    public Implementation? Implementation { get; } = implementation;

    public bool HasParams { get; } = Generic(result) || Array.Exists(args, Generic);

    /// <summary>Whether values of these kinds can be its arguments.</summary>
    public bool Accepts(ReadOnlySpan<CelValue> values, bool isMember)
    {
        if (values.Length != Args.Length || isMember != IsMember)
        {
            return false;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!Accepts(Args[i], values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Accepts(CelType type, CelValue value) => type.TypeKind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Param => true,
        CelTypeKind.String => value.AsString is not null,
        CelTypeKind.Bool => value.IsBool,
        CelTypeKind.Int => value.IsInt,
        CelTypeKind.Uint => value.Kind == CelKind.Uint,
        CelTypeKind.Double => value.Kind == CelKind.Double,
        CelTypeKind.Bytes => value.AsBytes is not null,
        CelTypeKind.Timestamp => value.AsTimestamp is not null,
        CelTypeKind.Duration => value.Kind == CelKind.Duration,
        CelTypeKind.List => value.Kind == CelKind.List,
        CelTypeKind.Map or CelTypeKind.Object => value.Kind == CelKind.Map,
        CelTypeKind.Type => value.Kind == CelKind.Type,
        CelTypeKind.Null => value.IsNull,
        CelTypeKind.Opaque => type.IsOptional ? value.AsOptional is not null : value.AsOpaque is { } opaque && opaque.Type.Name == type.Name,
        _ => false,
    };

    private static bool Generic(CelType type) => type.TypeKind == CelTypeKind.Param || Array.Exists(type.Parameters, Generic);
}

/// <summary>A function with its overloads.</summary>
internal sealed class Function(string name)
{
    public string Name { get; } = name;

    public List<Overload> Overloads { get; } = [];
}
