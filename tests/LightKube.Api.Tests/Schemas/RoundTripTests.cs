using System.Buffers;
using System.Text;
using LightKube.Api.Cbor;
using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;
using LightKube.Api.Yaml;

namespace LightKube.Api.Tests.Schemas;

public sealed class RoundTripTests
{
    private static IEnumerable<KindSchema> Kinds => BuiltIn.Kinds;

    [TestCaseSource(nameof(Kinds))]
    public void Json_written_and_read_again_is_the_same(KindSchema kind)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var root = new SampleObjects(seed).Of(kind);
            var bytes = JsonDocumentWriter.ToBytes(root);
            var again = JsonDocumentReader.ReadMap(bytes);

            Assert.That(again.ContentEquals(root), $"seed {seed}");
            Assert.That(JsonDocumentWriter.ToBytes(again), Is.EqualTo(bytes), $"seed {seed}");
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void Yaml_written_and_read_again_is_the_same(KindSchema kind)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var root = new SampleObjects(seed).Of(kind);

            Assert.That(YamlDocumentReader.ReadMap(YamlDocumentWriter.Write(root)).ContentEquals(root), $"seed {seed}");
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void Protobuf_written_and_read_again_is_the_same(KindSchema kind)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var root = new SampleObjects(seed).Of(kind);
            var bytes = ProtobufDocumentWriter.ToBytes(root, kind.Type);
            var again = ProtobufDocumentReader.ReadMap(bytes);

            Assert.That(Trees.Difference(root, again), Is.Null, $"seed {seed}");
            Assert.That(ProtobufDocumentWriter.ToBytes(again, kind.Type), Is.EqualTo(bytes), $"seed {seed}");
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void Cbor_written_and_read_again_is_the_same(KindSchema kind)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var root = new SampleObjects(seed).Of(kind);
            var bytes = CborDocumentWriter.ToBytes(root);
            var again = CborDocumentReader.ReadMap(bytes);

            Assert.That(again.ContentEquals(root), $"seed {seed}");
            Assert.That(CborDocumentWriter.ToBytes(again), Is.EqualTo(bytes), $"seed {seed}");
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void Lists_in_protobuf_are_read_again(KindSchema kind)
    {
        var list = Trees.Map($"{{'apiVersion':'{kind.ApiVersion}','kind':'{kind.ListKind}','metadata':{{'resourceVersion':'7','continue':'c','remainingItemCount':0}}}}");
        if (ProtobufDocumentWriter.TypeOf(list) is not { } type)
        {
            Assert.That(kind.Verbs, Has.None.EqualTo("list"));
            return;
        }

        var items = list.GetOrAddList("items");
        for (var seed = 0; seed < 3; seed++)
        {
            var item = new SampleObjects(seed).Of(kind);
            item.Remove("apiVersion");
            item.Remove("kind");
            items.Add(item);
        }

        Assert.That(Trees.Difference(list, ProtobufDocumentReader.ReadMap(ProtobufDocumentWriter.ToBytes(list, type))), Is.Null);
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_whole_object_passes_the_schema_unchanged(KindSchema kind)
    {
        var root = new SampleObjects(7).Of(kind);
        var copy = root.DeepClone();

        Assert.That(SchemaValidation.Check(root, kind, FieldValidation.Warn), Is.Empty);
        Assert.That(root.ToString(), Is.EqualTo(copy.ToString()));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Defaulting_a_whole_object_takes_nothing_away(KindSchema kind)
    {
        var root = new SampleObjects(9).Of(kind);
        var before = root.DeepClone();
        ObjectDefaults.Apply(kind, root);
        Assert.That(SchemaValidation.Check(root.DeepClone(), kind, FieldValidation.Warn), Is.Empty, "defaults must be known fields of the right type");
        foreach (var entry in before.Entries.ToArray().Where(entry => entry.Key != "stringData"))
        {
            Assert.That(root.Contains(entry.Key), entry.Key);
        }
    }

    [Test]
    public void For_the_store_the_resource_version_is_left_open()
    {
        var root = Trees.Map("{'apiVersion':'v1','metadata':{'resourceVersion':'5','name':'ü'},'x':1}");
        var buffer = new ArrayBufferWriter<byte>();
        var offset = JsonDocumentWriter.WriteForStore(buffer, root);
        var text = buffer.WrittenSpan.ToArray().ToList();
        text.InsertRange(offset, "42"u8.ToArray());

        Assert.That(Encoding.UTF8.GetString(text.ToArray()), Is.EqualTo("{\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"ü\",\"resourceVersion\":\"42\"},\"x\":1}"));
    }
}
