namespace LightKube.ApiServer.Http;

/// <summary>How an object is encoded.</summary>
public enum WireFormat : byte
{
    Json,
    Yaml,
    Protobuf,
    Cbor,
}
