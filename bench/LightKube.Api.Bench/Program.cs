using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LightKube.Api.Apply;
using LightKube.Api.Bench;
using LightKube.Api.Cbor;
using LightKube.Api.Core.V1;
using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Patches;
using LightKube.Api.Protobuf;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

// What the object model costs on one Pod of about 4 KB, beside System.Text.Json's JsonNode.
using var stream = typeof(Measure).Assembly.GetManifestResourceStream("pod.json")!;
var bytes = new byte[stream.Length];
stream.ReadExactly(bytes);
bytes = JsonDocumentWriter.ToBytes(JsonDocumentReader.Read(bytes));
const string PatchText = """{"metadata":{"labels":{"patched":"yes"},"annotations":{"a":null}},"spec":{"activeDeadlineSeconds":60}}""";

Console.WriteLine($"Pod of {bytes.Length} bytes, {(System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "AOT")}");
Console.WriteLine($"| {"operation",-34} | {"us",8} | {"bytes",8} |");
Console.WriteLine("| --- | --- | --- |");
MeasureOurs();
MeasureManagedFields();
MeasureNodes();

void MeasureOurs()
{
    var kind = BuiltIn.Kind("v1", "Pod");
    var root = JsonDocumentReader.ReadMap(bytes).Freeze();
    var patch = JsonDocumentReader.Read(Encoding.UTF8.GetBytes(PatchText));
    var output = new ArrayBufferWriter<byte>(8192);
    Measure.Print("parse", () => JsonDocumentReader.ReadMap(bytes));
    Measure.Print("clone", () => root.DeepClone());
    Measure.Print("merge patch (on a clone)", () => MergePatch.Apply(root, patch));
    Measure.Print("strategic merge patch (on a clone)", () => StrategicMergePatch.Apply(root, patch, kind.Type));
    Measure.Print("write", () =>
    {
        output.ResetWrittenCount();
        JsonDocumentWriter.Write(output, root);
    });
    var protobuf = ProtobufDocumentWriter.ToBytes(root, kind.Type);
    var cbor = CborDocumentWriter.ToBytes(root);
    Measure.Print($"write protobuf ({protobuf.Length} bytes)", () =>
    {
        output.ResetWrittenCount();
        ProtobufDocumentWriter.Write(output, root, kind.Type);
    });
    Measure.Print("parse protobuf", () => ProtobufDocumentReader.ReadMap(protobuf));
    Measure.Print($"write CBOR ({cbor.Length} bytes)", () =>
    {
        output.ResetWrittenCount();
        CborDocumentWriter.Write(output, root);
    });
    Measure.Print("parse CBOR", () => CborDocumentReader.ReadMap(cbor));
    Measure.Print("check types and defaults", () =>
    {
        var copy = root.DeepClone();
        SchemaValidation.Check(copy, kind, FieldValidation.Warn);
        ObjectDefaults.Apply(kind, copy);
    });
    Measure.Print("typed view: first image", () => _ = new Pod(root).Spec.Containers[0].Image);
}

// What recording who wrote what adds to each write, and a whole apply; clones, which a write makes anyway, are told apart above.
void MeasureManagedFields()
{
    var kind = BuiltIn.Kind("v1", "Pod");
    var root = JsonDocumentReader.ReadMap(bytes);
    var versions = new OneVersion(kind);
    FieldOwner Owner(string manager, bool isApplied = false) => new(manager, "v1", "", "2026-01-01T00:00:00Z", isApplied);
    void Record(DocMap? old, DocMap next, string manager) => FieldManagement.Update(kind, old, next, Owner(manager), FieldFilter.All, versions, reset: false);
    Measure.Print("managedFields of a create", () => Record(null, root, "web"));
    Console.WriteLine($"| {"its managedFields",-34} | {"",8} | {JsonDocumentWriter.ToBytes(root.GetMap("metadata")!["managedFields"]).Length,8} |");
    var old = root.DeepClone().Freeze();
    var patched = old.DeepClone();
    patched.GetMap("metadata")!.GetMap("annotations")!.Set("touched", "1");
    Measure.Print("clone with managedFields", () => patched.DeepClone());
    Measure.Print("managedFields of a patch (+ clone)", () => Record(old, patched.DeepClone(), "patcher"));
    Measure.Print("parse with managedFields", () => JsonDocumentReader.ReadMap(JsonDocumentWriter.ToBytes(old)));
    var configuration = JsonDocumentReader.ReadMap(Encoding.UTF8.GetBytes("""{"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"applied":"v1"}}}"""));
    Measure.Print("apply of a label", () => FieldManagement.Apply(kind, old, configuration, Owner("load", true), true, FieldFilter.All, versions));
    var applied = FieldManagement.Apply(kind, old, configuration, Owner("load", true), true, FieldFilter.All, versions).Freeze();
    Measure.Print("apply of the same again", () => FieldManagement.Apply(kind, applied, configuration, Owner("load", true), true, FieldFilter.All, versions));
    var whole = JsonDocumentReader.ReadMap(bytes);
    whole.Remove("status");
    foreach (var key in (string[])["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"])
    {
        whole.GetMap("metadata")!.Remove(key);
    }

    Measure.Print("apply of the whole pod", () => FieldManagement.Apply(kind, old, whole, Owner("load", true), true, FieldFilter.All, versions));
}

void MeasureNodes()
{
    var root = JsonNode.Parse(bytes)!;
    Visit(root);
    var buffer = new ArrayBufferWriter<byte>(8192);
    using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    Measure.Print("JsonNode: parse", () => JsonNode.Parse(bytes));
    Measure.Print("JsonNode: parse and visit", () => Visit(JsonNode.Parse(bytes)));
    Measure.Print("JsonNode: clone", () => root.DeepClone());
    Measure.Print("JsonNode: merge patch (on a clone)", () =>
    {
        var copy = root.DeepClone();
        copy["metadata"]!["labels"]!["patched"] = "yes";
        copy["metadata"]!["annotations"]!.AsObject().Remove("a");
        copy["spec"]!["activeDeadlineSeconds"] = 60;
    });
    Measure.Print("JsonNode: write", () =>
    {
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        root.WriteTo(writer);
        writer.Flush();
    });
}

static int Visit(JsonNode? node) => node switch
{
    JsonObject map => map.Sum(entry => Visit(entry.Value)),
    JsonArray list => list.Sum(Visit),
    _ => node is null ? 0 : (int)node.GetValueKind(),
};
