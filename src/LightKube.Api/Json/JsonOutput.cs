using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LightKube.Api.Documents;

namespace LightKube.Api.Json;

/// <summary>
/// Writes compact JSON into a buffer. Text that needs no escaping, nearly all there is, is narrowed into it; for the rest the
/// runtime's writer is asked, so that both escape alike.
/// </summary>
internal ref struct JsonOutput(IBufferWriter<byte> output)
{
    /// <summary>Asked of the buffer at least, so that small values do not ask for each.</summary>
    private const int Chunk = 1024;

    private const int MaxDepth = JsonLimits.MaxDepth + 8;

    // What stands in JSON as it is.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(character => character is not ('"' or '\\'))]);

    private Span<byte> _span;
    private int _used;
    private int _advanced;
    private int _depth;

    /// <summary>Bytes written.</summary>
    public readonly int Length => _advanced + _used;

    /// <summary>Hands the rest to the buffer. Nothing may be written afterwards.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            output.Advance(_used);
        }

        _advanced += _used;
        _used = 0;
        _span = default;
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _span[_used++] = value;
    }

    public void Raw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_span[_used..]);
        _used += json.Length;
    }

    /// <summary>A name and the colon behind it.</summary>
    public void Name(string name)
    {
        String(name);
        Byte((byte)':');
    }

    public void String(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            Slowly(text);
            return;
        }

        Reserve(text.Length + 2);
        _span[_used] = (byte)'"';
        _ = Ascii.FromUtf16(text, _span[(_used + 1)..], out var written);
        _span[_used + 1 + written] = (byte)'"';
        _used += written + 2;
    }

    /// <exception cref="InvalidOperationException">It is nested deeper than any document may be.</exception>
    public void Value(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                String(value.AsString!);
                break;
            case ValueKind.Map when value.AsEncoded is { } encoded:
                Raw(encoded.Utf8);
                break;
            case ValueKind.Map:
                Map(value.AsMap!);
                break;
            case ValueKind.List:
                List(value.AsList!);
                break;
            case ValueKind.Int:
                Int(value.AsInt!.Value);
                break;
            case ValueKind.Bool:
                Raw(value.AsBool!.Value ? "true"u8 : "false"u8);
                break;
            case ValueKind.Double when double.IsFinite(value.AsDouble!.Value):
                Slowly(value);
                break;
            default:
                // JSON has no way to say 'not a number' or 'infinite' either; they cannot come from JSON.
                Raw("null"u8);
                break;
        }
    }

    private void Map(DocMap map)
    {
        Enter();
        var separator = (byte)'{';
        foreach (ref readonly var entry in map.Entries)
        {
            Byte(separator);
            separator = (byte)',';
            Name(entry.Key);
            Value(entry.Value);
        }

        Leave(separator, (byte)'{', (byte)'}');
    }

    private void List(DocList list)
    {
        Enter();
        var separator = (byte)'[';
        foreach (ref readonly var item in list.Items)
        {
            Byte(separator);
            separator = (byte)',';
            Value(item);
        }

        Leave(separator, (byte)'[', (byte)']');
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new InvalidOperationException($"the document is nested deeper than {MaxDepth} levels");
        }
    }

    private void Leave(byte separator, byte open, byte close)
    {
        _depth--;
        if (separator == open)
        {
            Byte(open);
        }

        Byte(close);
    }

    private void Int(long number)
    {
        const int MaxDigits = 20;
        Reserve(MaxDigits);
        _ = Utf8Formatter.TryFormat(number, _span[_used..], out var written);
        _used += written;
    }

    private void Slowly(Value value)
    {
        Flush();
        var writer = JsonDocumentWriter.Rent(output);
        if (value.AsString is { } text)
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteNumberValue(value.AsDouble!.Value);
        }

        writer.Flush();
        _advanced += (int)writer.BytesCommitted;
        JsonDocumentWriter.Return(writer);
    }

    private void Reserve(int bytes)
    {
        if (_span.Length - _used < bytes)
        {
            Flush();
            _span = output.GetSpan(Math.Max(bytes, Chunk));
        }
    }
}
