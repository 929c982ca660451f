using System.Buffers;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Apply;

/// <summary>The texts of list items' path elements: most are the same few again and again, such as a container's name.</summary>
internal static class ElementTexts
{
    private const int Places = 1024;

    /// <summary>Longer texts are rare and not worth a place.</summary>
    private const int MaxLength = 128;

    private static readonly string?[] Texts = new string?[Places];

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static string Of(Value value)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(MaxLength);
        buffer.ResetWrittenCount();
        JsonDocumentWriter.Write(buffer, value);
        return Of(buffer.WrittenSpan);
    }

    /// <summary>The text of an object with one key.</summary>
    public static string OfKey(string name, Value value)
    {
        // What needs no escaping is written here, which is nearly all there is.
        if (value.AsString is not { } text || !IsPlain(name) || !IsPlain(text) || name.Length + text.Length + 7 > MaxLength)
        {
            var keys = new DocMap(1);
            keys.Set(name, value);
            return Of(keys);
        }

        Span<byte> utf8 = stackalloc byte[MaxLength];
        var length = 0;
        Append(utf8, ref length, "{\"");
        Append(utf8, ref length, name);
        Append(utf8, ref length, "\":\"");
        Append(utf8, ref length, text);
        Append(utf8, ref length, "\"}");
        return Of(utf8[..length]);
    }

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && text.AsSpan().IndexOfAny('"', '\\') < 0;

    private static void Append(Span<byte> utf8, ref int length, string text) => length += Encoding.ASCII.GetBytes(text, utf8[length..]);

    private static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> chars = stackalloc char[MaxLength];
        chars = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        ref var place = ref Texts[NameTable.Hash(utf8) % Places];
        return place is { } present && chars.SequenceEqual(present) ? present : place = chars.ToString();
    }
}
