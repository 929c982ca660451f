using System.Buffers;
using System.Text;
using LightKube.Api.Cbor;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.Api.Yaml;

namespace LightKube.ApiServer.Http;

/// <summary>Objects to the bytes of an answer; the counterpart of <see cref="DocumentDecoder"/>.</summary>
public static class DocumentEncoder
{
    /// <summary>Appends the object in the encoding asked for; in JSON when that is protobuf and the kind has no such form.</summary>
    /// <returns>The encoding taken.</returns>
    public static WireFormat Write(IBufferWriter<byte> output, Value value, WireFormat format)
    {
        switch (format)
        {
            case WireFormat.Protobuf when value.AsMap is { } root && ProtobufDocumentWriter.TypeOf(root) is { } type:
                ProtobufDocumentWriter.Write(output, root, type);
                return format;
            case WireFormat.Yaml:
                Encoding.UTF8.GetBytes(YamlDocumentWriter.Write(value), output);
                return format;
            case WireFormat.Cbor:
                CborDocumentWriter.Write(output, value);
                return format;
            default:
                JsonDocumentWriter.Write(output, value);
                return WireFormat.Json;
        }
    }
}
