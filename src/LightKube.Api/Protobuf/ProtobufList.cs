using System.Buffers;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Protobuf;

/// <summary>
/// A list made of items that are encoded already, each in its envelope. Its length stands before it, so the items are counted first and
/// written afterwards.
/// </summary>
public sealed class ProtobufList
{
    // Of every list message.
    private const int MetadataField = 1, ItemsField = 2;

    private readonly byte[] _opening;
    private readonly byte[] _metadata;
    private readonly int _itemOpening;
    private int _message;

    /// <param name="head">The list without its items: apiVersion, kind, metadata.</param>
    /// <param name="itemApiVersion">What the items' envelopes say.</param>
    /// <param name="itemKind">What the items' envelopes say.</param>
    public ProtobufList(DocMap head, string itemApiVersion, string itemKind)
    {
        _opening = Opening(head.GetString("apiVersion") ?? "", head.GetString("kind") ?? "");
        _itemOpening = Opening(itemApiVersion, itemKind).Length;
        var writer = WireWriter.Rent();
        ValueWriter.Write(writer, MetadataField, BuiltIn.Types["meta/v1.ListMeta"], head["metadata"]);
        _metadata = writer.Written.ToArray();
        WireWriter.Return(writer);
        _message = _metadata.Length;
    }

    /// <summary>Bytes of the whole list with the items counted so far.</summary>
    public int Length => _opening.Length + WireWriter.PrefixSize(ProtobufEnvelope.RawField, _message) + _message + ProtobufEnvelope.Tail.Length;

    /// <param name="enveloped">Bytes of an item in its envelope.</param>
    /// <exception cref="OverflowException">The list would be longer than 2 GB, which protobuf cannot say.</exception>
    public void Count(int enveloped)
    {
        var message = MessageLength(enveloped);
        _message = checked(_message + WireWriter.PrefixSize(ItemsField, message) + message);
    }

    /// <summary>Writes all that comes before the items.</summary>
    public void WriteHead(IBufferWriter<byte> output)
    {
        output.Write(_opening);
        WritePrefix(output, ProtobufEnvelope.RawField, _message);
        output.Write(_metadata);
    }

    /// <summary>Writes what stands before an item.</summary>
    /// <returns>The bytes of the item that must come next.</returns>
    public ReadOnlyMemory<byte> Begin(IBufferWriter<byte> output, ReadOnlyMemory<byte> enveloped)
    {
        var length = MessageLength(enveloped.Length);
        WritePrefix(output, ItemsField, length);
        return enveloped.Slice(enveloped.Length - ProtobufEnvelope.Tail.Length - length, length);
    }

    /// <summary>Writes what comes after the items.</summary>
    public static void WriteTail(IBufferWriter<byte> output) => output.Write(ProtobufEnvelope.Tail);

    // What is left of an envelope is a tag, the message's length in one to five bytes, and the message.
    private int MessageLength(int enveloped)
    {
        var rest = enveloped - _itemOpening - ProtobufEnvelope.Tail.Length;
        var length = rest - 2;
        while (WireWriter.PrefixSize(ProtobufEnvelope.RawField, length) + length > rest)
        {
            length--;
        }

        return length;
    }

    private static byte[] Opening(string apiVersion, string kind)
    {
        var writer = WireWriter.Rent();
        ProtobufEnvelope.Begin(writer, apiVersion, kind);
        var bytes = writer.Written.ToArray();
        WireWriter.Return(writer);
        return bytes;
    }

    private static void WritePrefix(IBufferWriter<byte> output, int field, int length)
    {
        var writer = WireWriter.Rent();
        writer.Prefix(field, length);
        writer.FlushTo(output);
        WireWriter.Return(writer);
    }
}
