using System.Buffers;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.OpenApi;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.OpenApi;

public sealed class OpenApiTests
{
    private static readonly IReadOnlyList<KindSchema> Served = BuiltIn.Kinds.Where(kind => kind.Served).ToList();

    private static DocMap V2()
    {
        var buffer = new ArrayBufferWriter<byte>();
        OpenApiDocuments.WriteV2(buffer, Served, "v1.36.0");
        return JsonDocumentReader.ReadMap(buffer.WrittenSpan);
    }

    private static DocMap V3(string apiVersion)
    {
        var buffer = new ArrayBufferWriter<byte>();
        OpenApiDocuments.WriteV3(buffer, Served.Where(kind => kind.ApiVersion == apiVersion).ToList(), "v1.36.0");
        return JsonDocumentReader.ReadMap(buffer.WrittenSpan);
    }

    [Test]
    public void Every_reference_leads_to_a_definition()
    {
        var v2 = V2();
        CheckReferences(v2, "#/definitions/", v2.GetMap("definitions")!);
        foreach (var version in Served.Select(kind => kind.ApiVersion).Distinct())
        {
            var v3 = V3(version);
            CheckReferences(v3, "#/components/schemas/", v3.GetMap("components")!.GetMap("schemas")!);
        }
    }

    [Test]
    public void A_patch_of_every_kind_may_be_validated_and_run_dry()
    {
        var paths = V2().GetMap("paths")!;
        foreach (var kind in Served.Where(kind => kind.Verbs.Contains("patch")))
        {
            var root = kind.Group.Length == 0 ? "/api/v1" : $"/apis/{kind.ApiVersion}";
            var patch = paths.GetMap($"{root}/{(kind.Namespaced ? "namespaces/{namespace}/" : "")}{kind.Plural}/{{name}}")!.GetMap("patch")!;
            var names = patch.GetList("parameters")!.Items.ToArray().Select(parameter => parameter.AsMap!.GetString("name"));

            Assert.That(names, Is.SupersetOf(new[] { "dryRun", "fieldValidation" }), kind.ToString());
            Assert.That(patch.GetMap("x-kubernetes-group-version-kind")!.GetString("kind"), Is.EqualTo(kind.Kind));
        }
    }

    [Test]
    public void Operation_ids_are_unique() =>
        Assert.That(
            V2().GetMap("paths")!.Entries.ToArray().SelectMany(path => path.Value.AsMap!.Entries.ToArray()).Where(entry => entry.Value.AsMap is not null)
                .Select(entry => entry.Value.AsMap!.GetString("operationId")),
            Is.Unique);

    [Test]
    public void A_container_list_tells_how_it_merges()
    {
        var containers = V2().GetMap("definitions")!.GetMap("io.k8s.api.core.v1.PodSpec")!.GetMap("properties")!.GetMap("containers")!;

        Assert.That(containers.GetString("x-kubernetes-patch-strategy"), Is.EqualTo("merge"));
        Assert.That(containers.GetString("x-kubernetes-patch-merge-key"), Is.EqualTo("name"));
        Assert.That(containers.GetString("x-kubernetes-list-type"), Is.EqualTo("map"));
    }

    [Test]
    public void What_explain_shows_first_is_described()
    {
        var schemas = V3("v1").GetMap("components")!.GetMap("schemas")!;
        foreach (var name in (string[])["Pod", "PodSpec", "Container", "Service", "ServiceSpec", "ConfigMap", "Secret", "Namespace", "Node"])
        {
            var schema = schemas.GetMap($"io.k8s.api.core.v1.{name}")!;
            Assert.That(schema.GetString("description"), Is.Not.Null.And.Not.Empty, name);
            foreach (var property in schema.GetMap("properties")!.Entries.ToArray())
            {
                Assert.That(property.Value.AsMap!.GetString("description"), Is.Not.Null.And.Not.Empty, $"{name}.{property.Key}");
            }
        }
    }

    [Test]
    public void Every_description_is_of_a_field_that_is_there()
    {
        foreach (var key in Descriptions.Load().Keys)
        {
            var isType = BuiltIn.Types.ContainsKey(key);
            var dot = key.LastIndexOf('.');
            Assert.That(isType || BuiltIn.Types.GetValueOrDefault(key[..dot])?.Field(key[(dot + 1)..]) is not null, key);
        }
    }

    [Test]
    public void The_protobuf_form_holds_the_same_paths_and_definitions()
    {
        var v2 = V2();
        var buffer = new ArrayBufferWriter<byte>();
        OpenApiDocuments.WriteV2Protobuf(buffer, Served, "v1.36.0");
        var document = new ProtobufMessage(buffer.WrittenSpan.ToArray());

        Assert.That(document.Text(1), Is.EqualTo("2.0"));
        Assert.That(document.Messages(8).SelectMany(paths => paths.Messages(2)).Select(path => path.Text(1)), Is.EqualTo(v2.GetMap("paths")!.Entries.ToArray().Select(e => e.Key)));
        Assert.That(document.Messages(9).SelectMany(all => all.Messages(1)).Select(schema => schema.Text(1)), Is.EqualTo(v2.GetMap("definitions")!.Entries.ToArray().Select(e => e.Key)));

        var pod = document.Messages(9).SelectMany(all => all.Messages(1)).Single(schema => schema.Text(1) == "io.k8s.api.core.v1.Pod").Messages(2).Single();
        Assert.That(pod.Messages(22).Single().Text(1), Is.EqualTo("object"));
        Assert.That(pod.Messages(25).Single().Messages(1).Select(property => property.Text(1)), Is.EqualTo(new[] { "apiVersion", "kind", "metadata", "spec", "status" }));
        var extension = pod.Messages(31).Single();
        Assert.That(extension.Text(1), Is.EqualTo("x-kubernetes-group-version-kind"));
        Assert.That(extension.Messages(2).Single().Text(2), Is.EqualTo("[{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}]"));
    }

    private static void CheckReferences(Value value, string prefix, DocMap definitions)
    {
        foreach (var entry in (value.AsMap ?? new DocMap()).Entries.ToArray())
        {
            if (entry.Key == "$ref" && entry.Value.AsString is { } reference)
            {
                Assert.That(definitions.Contains(reference[prefix.Length..]), reference);
            }

            CheckReferences(entry.Value, prefix, definitions);
        }

        foreach (var item in (value.AsList ?? new DocList()).Items.ToArray())
        {
            CheckReferences(item, prefix, definitions);
        }
    }
}
