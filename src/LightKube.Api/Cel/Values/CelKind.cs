namespace LightKube.Api.Cel.Values;

/// <summary>What a <see cref="CelValue"/> holds.</summary>
public enum CelKind : byte
{
    /// <summary>The evaluation failed: an error is a value, so that <c>||</c> and <c>&amp;&amp;</c> can do without it.</summary>
    Error,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    List,
    Map,
    Timestamp,
    Duration,
    Type,
    Optional,

    /// <summary>A value of a library: an IP address, a quantity, an authorizer.</summary>
    Opaque,
}
