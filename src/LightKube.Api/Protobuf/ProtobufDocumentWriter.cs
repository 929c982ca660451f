using System.Buffers;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Protobuf;

/// <summary>Writes Kubernetes' protobuf encoding, as <see cref="ProtobufDocumentReader"/> reads it.</summary>
public static class ProtobufDocumentWriter
{
    /// <summary>True when objects of that type have a protobuf form. Tables and custom resources have none.</summary>
    public static bool CanWrite(TypeSchema type) => type.Package.Length > 0 && MessageLayout.Of(type).Numbers.Length > 0;

    /// <summary>The type by which an object is written that says itself what it is, or null when that has no protobuf form.</summary>
    public static TypeSchema? TypeOf(DocMap root) =>
        BuiltIn.FindType(root.GetString("apiVersion") ?? "", root.GetString("kind") ?? "") is { } type && CanWrite(type) ? type : null;

    /// <summary>Appends the object in its envelope.</summary>
    /// <exception cref="DocumentFormatException">A value is not of its field's type.</exception>
    public static void Write(IBufferWriter<byte> output, DocMap root, TypeSchema type)
    {
        var writer = WireWriter.Rent();
        try
        {
            ProtobufEnvelope.Begin(writer, root.GetString("apiVersion") ?? "", root.GetString("kind") ?? "");
            var start = writer.Begin(ProtobufEnvelope.RawField);
            MessageWriter.Write(writer, root, MessageLayout.Of(type));
            writer.End(start);
            ProtobufEnvelope.End(writer);
            output.Write(writer.Written);
        }
        finally
        {
            WireWriter.Return(writer);
        }
    }

    /// <summary>The object's message alone, as it stands in a list.</summary>
    /// <exception cref="DocumentFormatException">A value is not of its field's type.</exception>
    public static byte[] ToMessage(DocMap root, TypeSchema type)
    {
        var writer = WireWriter.Rent();
        try
        {
            MessageWriter.Write(writer, root, MessageLayout.Of(type));
            return writer.Written.ToArray();
        }
        finally
        {
            WireWriter.Return(writer);
        }
    }

    public static byte[] ToBytes(DocMap root, TypeSchema type)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, root, type);
        return buffer.WrittenSpan.ToArray();
    }
}
