using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Protobuf;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Watching;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.Watching;

internal sealed class EncodedObjectsTests
{
    private static readonly EncodedAs Protobuf = new(WireFormat.Protobuf, MetadataOnly: false);
    private static readonly EncodedAs Metadata = new(WireFormat.Protobuf, MetadataOnly: true);

    private FakeTimeProvider _time = null!;
    private EncodedObjects _encoded = null!;

    [SetUp]
    public void Start()
    {
        _time = new FakeTimeProvider();
        _encoded = new EncodedObjects(_time);
    }

    [TearDown]
    public void Stop() => _encoded.Dispose();

    [Test]
    public void An_object_is_encoded_once_however_many_ask()
    {
        var entry = Entry("a", 100);
        var forms = new byte[50][];
        Parallel.For(0, forms.Length, i => forms[i] = _encoded.Of(entry, Protobuf).ToArray());

        Assert.That(_encoded.Encodings, Is.EqualTo(1));
        Assert.That(ProtobufDocumentReader.ReadMap(forms[0]).ContentEquals(entry.Document(keep: false).Root));
        Assert.That(forms, Is.All.EqualTo(forms[0]));
    }

    [Test]
    public void Forms_of_one_object_are_kept_apart()
    {
        var entry = Entry("a", 100);

        Assert.That(ProtobufDocumentReader.ReadMap(_encoded.Of(entry, Protobuf).Span).GetString("kind"), Is.EqualTo("ConfigMap"));
        Assert.That(ProtobufDocumentReader.ReadMap(_encoded.Of(entry, Metadata).Span).GetString("kind"), Is.EqualTo("PartialObjectMetadata"));
        Assert.That(_encoded.Encodings, Is.EqualTo(2));
    }

    [Test]
    public void Bytes_that_nobody_has_asked_for_lately_are_let_go()
    {
        var entry = Entry("a", 100);
        var before = _encoded.Of(entry, Protobuf).ToArray();
        _time.Advance(EncodedObjects.MaxAge / 2);
        Assert.That(_encoded.KeptBytes, Is.EqualTo(before.Length));

        _time.Advance(EncodedObjects.MaxAge);
        Assert.That(_encoded.KeptBytes, Is.Zero);
        Assert.That(_encoded.LengthOf(entry, Protobuf), Is.EqualTo(before.Length), "the length stays known");
        Assert.That(_encoded.Encodings, Is.EqualTo(1));
        Assert.That(_encoded.Of(entry, Protobuf).ToArray(), Is.EqualTo(before));
        Assert.That(_encoded.Encodings, Is.EqualTo(2));
    }

    [Test]
    public void The_oldest_bytes_make_room_for_new_ones()
    {
        const int Each = 1 << 20;
        var entries = Enumerable.Range(0, 2 + (int)(EncodedObjects.MaxBytes / Each)).Select(i => Entry($"e{i}", Each)).ToList();
        foreach (var entry in entries)
        {
            _encoded.Of(entry, Protobuf);
        }

        Assert.That(_encoded.KeptBytes, Is.LessThanOrEqualTo(EncodedObjects.MaxBytes));
        var encodings = _encoded.Encodings;
        _encoded.Of(entries[^1], Protobuf);
        Assert.That(_encoded.Encodings, Is.EqualTo(encodings), "the newest is there");
        _encoded.Of(entries[0], Protobuf);
        Assert.That(_encoded.Encodings, Is.EqualTo(encodings + 1), "the oldest is not");
    }

    private static CacheEntry Entry(string name, int bytes) => new(
        ConfigMap.Schema,
        name,
        7,
        Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"key":"{{{new string('x', bytes)}}}"}}"""),
        null);
}
