using System.Buffers;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Json;

/// <summary>A tree as JSON text, for messages and tests.</summary>
public static class JsonText
{
    public static string Of(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        JsonDocumentWriter.Write(buffer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="DocumentFormatException">The text is not JSON.</exception>
    public static Value Parse(string json) => JsonDocumentReader.Read(Encoding.UTF8.GetBytes(json));
}
