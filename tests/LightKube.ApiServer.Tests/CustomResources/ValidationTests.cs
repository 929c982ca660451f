using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.ApiServer.Tests.CustomResources;

[Parallelizable(ParallelScope.All)]
public sealed class ValidationTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Test]
    public async Task An_object_that_breaks_its_schema_is_refused_in_upstreams_words()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition("""{"spec":{"type":"object","required":["name"],"properties":{"size":{"type":"integer"},"name":{"type":"string"} } } }"""));

        Assert.That(await rig.RefusalAsync(CustomResourceRig.Foo("a", "\"spec\":{\"size\":\"x\"}")), Is.EqualTo(
            "Foo.example.com \"a\" is invalid: [spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\", spec.name: Required value]"));
    }

    [Test]
    public async Task What_was_wrong_before_and_has_not_changed_passes()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition("""{"spec":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"} } } }"""));
        var created = await rig.CreateAsync(CustomResourceRig.Foo("x", "\"spec\":{\"a\":\"long\",\"b\":\"long\"}"));
        var patch = new Patch(PatchType.Json, JsonText.Parse("""[{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/a/maxLength","value":1}]"""));
        await rig.Client.PatchAsync(CustomResourceDefinition.Schema, new ObjectKey("", "foos.example.com"), patch, null, Never);

        var other = created.MutableCopy();
        other.Root.GetMap("spec")!.Set("b", "longer");
        var updated = await rig.Client.UpdateAsync(other, null, Never);

        var same = updated.MutableCopy();
        same.Root.GetMap("spec")!.Set("a", "longer");
        Assert.That(async () => await rig.Client.UpdateAsync(same, null, Never), Throws.TypeOf<ApiException>().With.Message.Contains(
            "spec.a: Too long: may not be more than 1 bytes"));
    }

    [Test]
    public async Task Items_of_a_map_list_are_told_apart_by_their_keys()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(
            """{"ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"} } } } }"""));

        Assert.That(await rig.RefusalAsync(CustomResourceRig.Foo("a", "\"ports\":[{\"name\":\"x\"},{\"name\":\"x\"}]")), Is.EqualTo(
            "Foo.example.com \"a\" is invalid: ports[1]: Duplicate value: {\"name\":\"x\"}"));
    }
}
