using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Api.Tests.Protobuf;

/// <summary>
/// Samples written by Kubernetes itself: the folder <c>testdata/HEAD</c> of its module k8s.io/api, with each kind as JSON and protobuf. They
/// are not kept here: the environment variable K8S_API_TESTDATA names the folder.
/// </summary>
internal sealed class UpstreamSamplesTests
{
    private static IEnumerable<TestCaseData> Samples =>
        Environment.GetEnvironmentVariable("K8S_API_TESTDATA") is { } folder
            ? Directory.EnumerateFiles(folder, "*.pb").Order(StringComparer.Ordinal).Select(path => new TestCaseData(path).SetArgDisplayNames(Path.GetFileName(path)))
            : [];

    [TestCaseSource(nameof(Samples))]
    public void Protobuf_of_kubernetes_reads_as_its_json(string path)
    {
        var (json, type) = Json(path);
        if (type is null)
        {
            Assert.Ignore("not a kind that is served");
        }

        var read = ProtobufDocumentReader.ReadMap(File.ReadAllBytes(path));

        Assert.That(Trees.Difference(Pruned(json, type), Pruned(read, type)), Is.Null);
    }

    [TestCaseSource(nameof(Samples))]
    public void Json_is_written_as_kubernetes_does(string path)
    {
        var (json, type) = Json(path);
        if (type is null)
        {
            Assert.Ignore("not a kind that is served");
        }

        var written = ProtobufDocumentWriter.ToBytes(json, type);
        var again = ProtobufDocumentReader.ReadMap(written);
        var theirs = ProtobufDocumentReader.ReadMap(File.ReadAllBytes(path));

        Assert.That(Trees.Difference(theirs, Common(again, theirs)), Is.Null);
        if (!written.AsSpan().SequenceEqual(File.ReadAllBytes(path)))
        {
            Assert.Warn($"{written.Length} bytes, theirs has {new FileInfo(path).Length}");
        }
    }

    private static (DocMap Json, TypeSchema? Type) Json(string path)
    {
        var json = JsonDocumentReader.ReadMap(File.ReadAllBytes(Path.ChangeExtension(path, ".json")));
        return (json, BuiltIn.FindType(json.GetString("apiVersion") ?? "", json.GetString("kind") ?? ""));
    }

    private static DocMap Pruned(DocMap map, TypeSchema type)
    {
        var copy = map.DeepClone();
        SchemaValidation.Check(copy, KindOf(type), FieldValidation.Ignore);
        return copy;
    }

    // A field that came after the samples were made is written, too, empty.
    private static Value Common(Value ours, Value theirs)
    {
        if (ours.AsMap is { } map && theirs.AsMap is { } other)
        {
            return new DocMap([.. map.Entries.ToArray().Where(entry => other.Contains(entry.Key)).Select(entry => new DocMap.Entry(entry.Key, Common(entry.Value, other[entry.Key])))]);
        }

        return ours;
    }

    private static KindSchema KindOf(TypeSchema type) => BuiltIn.Kinds.FirstOrDefault(kind => kind.Type == type) ?? BuiltIn.SubresourceKind($"{type.Package}.{type.Name}");
}
