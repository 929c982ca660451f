namespace LightKube.ApiServer.Http;

/// <summary>Media types that the API reads and writes.</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string Protobuf = "application/vnd.kubernetes.protobuf";
    public const string ProtobufStream = Protobuf + ";stream=watch";
    public const string Cbor = "application/cbor";

    /// <summary>One data item after the other: a watch.</summary>
    public const string CborSequence = "application/cbor-seq";

    public const string JsonPatch = "application/json-patch+json";
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";
    public const string ApplyYaml = "application/apply-patch+yaml";
    public const string ApplyCbor = "application/apply-patch+cbor";
    public const string PlainText = "text/plain; charset=utf-8";

    public static string Of(WireFormat format) => format switch
    {
        WireFormat.Yaml => Yaml,
        WireFormat.Protobuf => Protobuf,
        WireFormat.Cbor => Cbor,
        _ => Json,
    };

    /// <summary>True for a server-side apply.</summary>
    public static bool IsApply(string? contentType) => Bare(contentType) is ApplyYaml or ApplyCbor;

    /// <summary>True for what only a PATCH takes.</summary>
    public static bool IsPatch(string? contentType) => Bare(contentType) is JsonPatch or MergePatch or StrategicMergePatch or ApplyYaml or ApplyCbor;

    /// <summary>The type without its parameters, in lower case.</summary>
    public static string Bare(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return "";
        }

        var semicolon = contentType.IndexOf(';');
        return (semicolon < 0 ? contentType : contentType[..semicolon]).Trim().ToLowerInvariant();
    }
}
