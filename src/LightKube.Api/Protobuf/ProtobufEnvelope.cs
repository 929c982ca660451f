namespace LightKube.Api.Protobuf;

/// <summary>What stands around every object: four bytes and a runtime.Unknown with the type, the message, and two fields that stay empty.</summary>
internal static class ProtobufEnvelope
{
    /// <summary>Fields of runtime.Unknown.</summary>
    public const int TypeMetaField = 1, RawField = 2, ContentEncodingField = 3, ContentTypeField = 4;

    /// <summary>Fields of runtime.TypeMeta.</summary>
    public const int ApiVersionField = 1, KindField = 2;

    public static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The empty contentEncoding and contentType.</summary>
    public static ReadOnlySpan<byte> Tail => [ContentEncodingField << 3 | (byte)WireType.LengthDelimited, 0, ContentTypeField << 3 | (byte)WireType.LengthDelimited, 0];

    /// <summary>Writes what comes before the raw field.</summary>
    public static void Begin(WireWriter writer, string apiVersion, string kind)
    {
        writer.Raw(Magic);
        var start = writer.Begin(TypeMetaField);
        writer.String(ApiVersionField, apiVersion);
        writer.String(KindField, kind);
        writer.End(start);
    }

    /// <summary>Writes what comes after it.</summary>
    public static void End(WireWriter writer) => writer.Raw(Tail);
}
