using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Protobuf;

/// <summary>
/// Reads Kubernetes' protobuf encoding (<c>application/vnd.kubernetes.protobuf</c>) into a tree that equals the one its JSON gives:
/// the bytes <c>6b 38 73 00</c>, then a runtime.Unknown whose <c>raw</c> is the message of the kind named beside it.
/// </summary>
public static class ProtobufDocumentReader
{
    public static bool IsProtobuf(ReadOnlySpan<byte> bytes) => bytes.StartsWith(ProtobufEnvelope.Magic);

    /// <summary>Reads one object of a built-in kind.</summary>
    /// <param name="bytes">The object in its envelope.</param>
    /// <param name="expected">What the object is when it does not say so itself.</param>
    /// <exception cref="DocumentFormatException">The bytes are no such message, or of a kind that has no protobuf form.</exception>
    public static DocMap ReadMap(ReadOnlySpan<byte> bytes, KindSchema? expected = null) => ReadMap(bytes, 0, expected);

    internal static DocMap ReadMap(ReadOnlySpan<byte> bytes, int depth, KindSchema? expected)
    {
        if (!IsProtobuf(bytes))
        {
            throw WireReader.Broken("it does not begin with the bytes 'k8s' and zero");
        }

        var unknown = new WireReader(bytes[ProtobufEnvelope.Magic.Length..]);
        string apiVersion = "", kind = "", encoding = "";
        ReadOnlySpan<byte> raw = default;
        while (unknown.TryReadTag(out var field, out var type))
        {
            switch (field)
            {
                case ProtobufEnvelope.TypeMetaField:
                    WireReader.Expect(WireType.LengthDelimited, type, field);
                    (apiVersion, kind) = ReadTypeMeta(unknown.ReadBytes());
                    break;
                case ProtobufEnvelope.RawField:
                    WireReader.Expect(WireType.LengthDelimited, type, field);
                    raw = unknown.ReadBytes();
                    break;
                case ProtobufEnvelope.ContentEncodingField:
                    WireReader.Expect(WireType.LengthDelimited, type, field);
                    encoding = unknown.ReadString();
                    break;
                default:
                    unknown.Skip(type);
                    break;
            }
        }

        if (encoding.Length > 0)
        {
            throw new DocumentFormatException($"the content encoding '{encoding}' of a protobuf object is not known");
        }

        if (expected is not null && (apiVersion.Length == 0 || kind.Length == 0))
        {
            (apiVersion, kind) = (expected.ApiVersion, expected.Kind);
        }

        var schema = BuiltIn.FindType(apiVersion, kind) is { } known && ProtobufDocumentWriter.CanWrite(known)
            ? known
            : throw new DocumentFormatException($"no kind \"{kind}\" is known in \"{apiVersion}\" that has a protobuf form: send it as JSON");
        var root = new DocMap();
        root.Set("apiVersion", apiVersion);
        root.Set("kind", kind);
        MessageReader.ReadInto(root, raw, MessageLayout.Of(schema), depth);
        return root;
    }

    private static (string ApiVersion, string Kind) ReadTypeMeta(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        string apiVersion = "", kind = "";
        while (reader.TryReadTag(out var field, out var type))
        {
            if (type == WireType.LengthDelimited && field is ProtobufEnvelope.ApiVersionField or ProtobufEnvelope.KindField)
            {
                var text = reader.ReadString();
                (apiVersion, kind) = field == ProtobufEnvelope.ApiVersionField ? (text, kind) : (apiVersion, text);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return (apiVersion, kind);
    }
}
