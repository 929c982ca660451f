namespace LightKube.Api.Cel.Types;

/// <summary>What a <see cref="CelType"/> is.</summary>
public enum CelTypeKind : byte
{
    /// <summary>Of an expression that has an error already; fits everywhere, so that one mistake is told once.</summary>
    Error,

    /// <summary>Known only when evaluated.</summary>
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,

    /// <summary>An object with declared fields.</summary>
    Object,

    /// <summary>The type of a type.</summary>
    Type,

    /// <summary>A type by name, with or without parameters: an optional, a quantity.</summary>
    Opaque,

    /// <summary>A placeholder in a function's signature.</summary>
    Param,
}
