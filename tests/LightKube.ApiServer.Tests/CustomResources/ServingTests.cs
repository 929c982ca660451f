using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.ApiServer.Tests.CustomResources;

[Parallelizable(ParallelScope.All)]
public sealed class ServingTests
{
    private const string Spec = """{"spec":{"type":"object","properties":{"size":{"type":"integer","default":3},"name":{"type":"string"} } } }""";

    private static readonly CancellationToken Never = CancellationToken.None;

    [Test]
    public async Task Objects_are_served_as_soon_as_the_definition_is_established()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(Spec));

        var created = await rig.CreateAsync(CustomResourceRig.Foo("a", "\"spec\":{\"name\":\"x\",\"unknown\":1}"));

        Assert.That(created.Root["spec"].ToString(), Is.EqualTo("""{"name":"x","size":3}"""));
        Assert.That(created.Metadata.Generation, Is.EqualTo(1));
        var kind = CustomResourceRig.Kind();
        var overHttps = await rig.Server.OverHttps.GetAsync(kind, new ObjectKey("default", "a"), Never);
        Assert.That(overHttps.Root.ContentEquals(created.Root), overHttps.Root.ToString());
        var list = await rig.Server.OverHttps.ListAsync(kind, new ListQuery(), Never);
        Assert.That(list.Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_an_older_schema_left_is_not_shown_until_a_schema_knows_it_again()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        var definition = await rig.DefineAsync(CustomResourceRig.Definition(Spec));
        await rig.CreateAsync(CustomResourceRig.Foo("a", "\"spec\":{\"name\":\"x\"}"));

        await ChangeSchemaAsync(rig, """{"spec":{"type":"object","properties":{"size":{"type":"integer"},"color":{"type":"string","default":"red"} } } }""");

        Assert.That((await rig.GetAsync("a")).Root["spec"].ToString(), Is.EqualTo("""{"size":3,"color":"red"}"""));
        await ChangeSchemaAsync(rig, Spec);
        Assert.That((await rig.GetAsync("a")).Root["spec"].ToString(), Is.EqualTo("""{"name":"x","size":3}"""));
        Assert.That(definition.Name, Is.EqualTo("foos.example.com"));
    }

    [Test]
    public async Task Watches_end_when_the_schema_changes()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(Spec));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var started = new TaskCompletionSource();
        var watch = Task.Run(async () =>
        {
            // The bookmark after the first objects tells that it watches; what else comes does not matter, that it ends does.
            await foreach (var _ in rig.Client.WatchAsync(CustomResourceRig.Kind(), new ListQuery { SendInitialEvents = true }, deadline.Token))
            {
                started.TrySetResult();
            }
        });
        await started.Task.WaitAsync(deadline.Token);

        await ChangeSchemaAsync(rig, """{"spec":{"type":"object"} }""");

        await watch;
        Assert.That(deadline.IsCancellationRequested, Is.False);
    }

    [Test]
    public async Task Deleting_the_definition_deletes_the_objects()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(Spec));
        await rig.CreateAsync(CustomResourceRig.Foo("a"));
        await rig.CreateAsync(CustomResourceRig.Foo("b"));

        await rig.Client.DeleteAsync(CustomResourceDefinition.Schema, new ObjectKey("", "foos.example.com"), new DeleteQuery(), Never);
        await GoneAsync(rig);

        Assert.That(() => rig.GetAsync("a"), Throws.TypeOf<ApiException>().With.Property(nameof(ApiException.Code)).EqualTo(404));
        await rig.DefineAsync(CustomResourceRig.Definition(Spec));
        Assert.That((await rig.Client.ListAsync(CustomResourceRig.Kind(), new ListQuery(), Never)).Items, Is.Empty);
    }

    [Test]
    public async Task Objects_with_finalizers_hold_the_definition_and_no_new_ones_come()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(Spec));
        var held = CustomResourceRig.Foo("a");
        held.GetMap("metadata")!.Set("finalizers", DocList.Of(["example.com/hold"]));
        await rig.CreateAsync(held);

        await rig.Client.DeleteAsync(CustomResourceDefinition.Schema, new ObjectKey("", "foos.example.com"), new DeleteQuery(), Never);
        await rig.AwaitDefinitionAsync("foos.example.com", static found => CustomResourceRig.IsTrue(found, "Terminating"));

        Assert.That(await rig.RefusalAsync(CustomResourceRig.Foo("b")), Does.Contain("create not allowed while custom resource definition is terminating"));
        var release = new Patch(PatchType.Merge, JsonText.Parse("""{"metadata":{"finalizers":null} }"""));
        await rig.Client.PatchAsync(CustomResourceRig.Kind(), new ObjectKey("default", "a"), release, null, Never);
        await GoneAsync(rig);
    }

    [Test]
    public async Task Versions_without_a_webhook_differ_in_what_they_know()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        var definition = CustomResourceRig.Definition(Spec);
        definition.GetMap("spec")!.GetList("versions")!.Add(JsonText.Parse(
            """{"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"} } } } } } }"""));
        await rig.DefineAsync(definition);

        await rig.CreateAsync(CustomResourceRig.Foo("a", "\"spec\":{\"name\":\"x\"}"));

        var second = await rig.GetAsync("a", "v2");
        Assert.That(second.Root.GetString("apiVersion"), Is.EqualTo("example.com/v2"));
        Assert.That(second.Root["spec"].ToString(), Is.EqualTo("""{"size":3}"""));
        var created = await rig.CreateAsync(CustomResourceRig.Foo("b", "\"spec\":{\"size\":9}", "v2"), "v2");
        Assert.That(created.Root.GetString("apiVersion"), Is.EqualTo("example.com/v2"));
        Assert.That((await rig.GetAsync("b")).Root.GetString("apiVersion"), Is.EqualTo("example.com/v1"));
    }

    [Test]
    public async Task Status_is_written_through_its_subresource_alone()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(
            """{"spec":{"type":"object","properties":{"size":{"type":"integer"} } },"status":{"type":"object","properties":{"ready":{"type":"boolean"} } } }""",
            ",\"subresources\":{\"status\":{} }"));
        var created = await rig.CreateAsync(CustomResourceRig.Foo("a", "\"spec\":{\"size\":1},\"status\":{\"ready\":true}"));
        Assert.That(created.Root.Contains("status"), Is.False);

        var changed = created.MutableCopy();
        changed.Root.Set("status", CustomResourceRig.Parse("""{"ready":true}"""));
        changed.Root.GetMap("spec")!.Set("size", 2);
        changed.Metadata.Labels["a"] = "b";
        var status = await rig.Client.UpdateAsync(changed, "status", Never);

        Assert.That(status.Root["status"].ToString(), Is.EqualTo("""{"ready":true}"""));
        Assert.That(status.Root["spec"].ToString(), Is.EqualTo("""{"size":1}"""));
        Assert.That(status.Labels, Is.Null);
        Assert.That(status.Metadata.Generation, Is.EqualTo(1));
        var spec = status.MutableCopy();
        spec.Root.GetMap("spec")!.Set("size", 2);
        Assert.That((await rig.Client.UpdateAsync(spec, null, Never)).Metadata.Generation, Is.EqualTo(2));
    }

    [Test]
    public async Task A_name_that_is_taken_keeps_a_definition_from_being_established_until_it_is_free()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(Spec));
        var second = CustomResourceRig.Definition(Spec, plural: "bars");
        second.GetMap("spec")!.GetMap("names")!.Set("kind", "Foo");
        await rig.Client.CreateAsync(new Document(CustomResourceDefinition.Schema, second), Never);

        var refused = await rig.AwaitDefinitionAsync("bars.example.com", static found => found.As<CustomResourceDefinition>().Status.Conditions.Count == 2);
        var names = refused.As<CustomResourceDefinition>().Status.Conditions.Find(static condition => condition.Type == "NamesAccepted")!;
        Assert.That((names.Status, names.Reason), Is.EqualTo(("False", "ListKindConflict")));
        Assert.That(CustomResourceRig.IsTrue(refused, "Established"), Is.False);

        await rig.Client.DeleteAsync(CustomResourceDefinition.Schema, new ObjectKey("", "foos.example.com"), new DeleteQuery(), Never);
        await rig.AwaitDefinitionAsync("bars.example.com", static found => CustomResourceRig.IsTrue(found, "Established"));
    }

    [Test]
    public async Task An_update_that_names_no_version_is_refused()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(Spec));
        await rig.CreateAsync(CustomResourceRig.Foo("a"));

        var update = rig.Client.UpdateAsync(new Document(CustomResourceRig.Kind(), CustomResourceRig.Foo("a", "\"spec\":{\"size\":1}")), null, Never);

        Assert.That(async () => await update, Throws.TypeOf<ApiException>().With.Message.EqualTo(
            "Foo.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"));
    }

    [Test]
    public async Task Objects_are_selected_by_the_fields_that_the_definition_names()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(Spec, ",\"selectableFields\":[{\"jsonPath\":\".spec.size\"}]"));
        await rig.CreateAsync(CustomResourceRig.Foo("a"));
        await rig.CreateAsync(CustomResourceRig.Foo("b", "\"spec\":{\"size\":7}"));

        var found = await rig.Client.ListAsync(CustomResourceRig.Kind(), new ListQuery { FieldSelector = "spec.size=7" }, Never);

        Assert.That(found.Items.Select(static item => item.Name), Is.EqualTo(new[] { "b" }));
        Assert.That(() => rig.Client.ListAsync(CustomResourceRig.Kind(), new ListQuery { FieldSelector = "spec.name=x" }, Never),
            Throws.TypeOf<ApiException>().With.Message.Contains("field label not supported: spec.name"));
    }

    private static async Task ChangeSchemaAsync(CustomResourceRig rig, string properties)
    {
        var patch = new Patch(PatchType.Json, JsonText.Parse($$"""[{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema/properties","value":{{properties}} }]"""));
        await rig.Client.PatchAsync(CustomResourceDefinition.Schema, new ObjectKey("", "foos.example.com"), patch, null, Never);
    }

    private static async Task GoneAsync(CustomResourceRig rig)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var list = await rig.Client.ListAsync(CustomResourceDefinition.Schema, new ListQuery(), deadline.Token);
        if (list.Items.All(static item => item.Name != "foos.example.com"))
        {
            return;
        }

        await foreach (var change in rig.Client.WatchAsync(CustomResourceDefinition.Schema, new ListQuery { ResourceVersion = list.ResourceVersion }, deadline.Token))
        {
            if (change.Type == WatchEventType.Deleted && change.Object.Name == "foos.example.com")
            {
                return;
            }
        }
    }
}
