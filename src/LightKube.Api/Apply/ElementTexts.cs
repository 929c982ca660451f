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
        var utf8 = buffer.WrittenSpan;
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
