namespace LightKube.ApiServer.Http;

/// <summary>In what shape a client wants its objects.</summary>
public enum Projection : byte
{
    /// <summary>As they are.</summary>
    Full,

    /// <summary>Rows and columns for people (meta.k8s.io Table).</summary>
    Table,

    /// <summary>apiVersion, kind and metadata alone.</summary>
    PartialMetadata,
}

/// <summary>The answer's encoding and shape.</summary>
/// <param name="Wire">The encoding.</param>
/// <param name="Projection">The shape.</param>
/// <param name="As">The kind asked for with <c>as=</c>, such as APIGroupDiscoveryList; empty for none.</param>
/// <param name="Version">The version asked for with <c>v=</c>.</param>
public readonly record struct ResponseFormat(WireFormat Wire, Projection Projection, string As, string Version)
{
    public static readonly ResponseFormat Json = new(WireFormat.Json, Projection.Full, "", "");
    public static readonly ResponseFormat Protobuf = new(WireFormat.Protobuf, Projection.Full, "", "");

    public string ContentType => MediaTypes.Of(Wire);

    /// <summary>The content type of a watch.</summary>
    public string StreamContentType => Wire switch
    {
        WireFormat.Protobuf => MediaTypes.ProtobufStream,
        WireFormat.Cbor => MediaTypes.CborSequence,
        _ => MediaTypes.Of(Wire),
    };
}
