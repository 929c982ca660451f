using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Tests.Json;

/// <summary>What is written is what the runtime's own writer would have written.</summary>
[Parallelizable(ParallelScope.All)]
public class JsonDocumentWriterTests
{
    [TestCase("""{"a":{"b":[1,-2,{"c":null}],"d":[]},"e":{},"f":true,"g":false}""")]
    [TestCase("[]")]
    [TestCase("""{"numbers":[0,-0.0,1.5,1e300,-9223372036854775808,9223372036854775807,0.1]}""")]
    [TestCase(""" "plain !#[]~text" """)]
    [TestCase(""" "say \"hello\" to C:\\" """)]
    [TestCase(""" "tab\there\r\nand \u0000\u001f\u007f" """)]
    [TestCase(""" "ä 漢 😀 & < > ' +   \u2028\ufeff" """)]
    [TestCase("""{"quo\"ted":1,"ключ":"значение"}""")]
    public void Values(string json)
    {
        var value = JsonText.Parse(json);
        Assert.That(JsonText.Of(value), Is.EqualTo(OfRuntime(value)));
    }

    [Test]
    public void Long_text_and_small_pieces_of_a_buffer()
    {
        var list = new DocList();
        for (var length = 0; length < 3000; length += 7)
        {
            list.Add(new string('x', length) + (length % 3 == 0 ? "é" : ""));
        }

        var pieces = new SmallPieces();
        JsonDocumentWriter.Write(pieces, list);
        Assert.That(Encoding.UTF8.GetString(pieces.Written), Is.EqualTo(OfRuntime(list)));
    }

    [Test]
    public void The_place_of_the_resource_version()
    {
        var root = JsonText.Parse("""{"kind":"Ärger","metadata":{"name":"a\"b","resourceVersion":"7","labels":{}},"spec":{}}""").AsMap!;
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("before"u8);
        var offset = JsonDocumentWriter.WriteForStore(buffer, root);
        var written = Encoding.UTF8.GetString(buffer.WrittenSpan[6..]);
        Assert.That(written, Is.EqualTo("""{"kind":"Ärger","metadata":{"name":"a\"b","labels":{},"resourceVersion":""},"spec":{}}"""));
        Assert.That(Encoding.UTF8.GetString(buffer.WrittenSpan[(6 + offset - 19)..(6 + offset)]), Is.EqualTo("\"resourceVersion\":\""));
    }

    [Test]
    public void What_is_nested_too_deep_is_refused()
    {
        Value value = 1;
        for (var i = 0; i < JsonLimits.MaxDepth + 20; i++)
        {
            var list = new DocList();
            list.Add(value);
            value = list;
        }

        Assert.That(() => JsonDocumentWriter.ToBytes(value), Throws.InvalidOperationException);
    }

    private static string OfRuntime(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonDocumentWriter.WriteValue(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Gives no more room than it is asked for.
    private sealed class SmallPieces : IBufferWriter<byte>
    {
        private readonly List<byte> _written = [];
        private byte[] _piece = [];

        public byte[] Written => [.. _written];

        public void Advance(int count) => _written.AddRange(_piece.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _piece = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
