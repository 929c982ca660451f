namespace LightKube.Api.Schemas;

/// <summary>What a <see cref="TypeSchema"/> describes. The scalars are those of the Kubernetes API, by their JSON form.</summary>
public enum TypeKind : byte
{
    String,
    Int32,
    Int64,
    Double,
    Bool,

    /// <summary>Base64 in JSON.</summary>
    Bytes,

    /// <summary>RFC 3339 with whole seconds.</summary>
    Time,

    /// <summary>RFC 3339 with six digits of a second.</summary>
    MicroTime,

    /// <summary>A Go duration: <c>1h30m</c>.</summary>
    Duration,

    Quantity,
    IntOrString,

    /// <summary>Any object: a RawExtension.</summary>
    Any,

    /// <summary>Any JSON value.</summary>
    Json,

    /// <summary>The field set of a managedFields entry.</summary>
    FieldsV1,

    /// <summary>A list of strings that is a message of its own in protobuf.</summary>
    Strings,

    /// <summary>JSONSchemaProps or a list of them.</summary>
    SchemaOrArray,

    /// <summary>JSONSchemaProps or a boolean.</summary>
    SchemaOrBool,

    /// <summary>JSONSchemaProps or a list of strings.</summary>
    SchemaOrStrings,

    Object,
    Map,
    List,
}
