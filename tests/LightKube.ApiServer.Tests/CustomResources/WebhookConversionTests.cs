using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Client;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.CustomResources;

[Parallelizable(ParallelScope.All)]
public sealed class WebhookConversionTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Test]
    public async Task Objects_are_converted_by_the_webhook_once_and_all_of_a_list_together()
    {
        using var logs = new RecordedLogs();
        await using var hook = await WebhookServer.StartAsync(logs, review => Answer(review, Renamed));
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(Definition(hook));
        await rig.CreateAsync(CustomResourceRig.Foo("a", "\"host\":\"x\""));
        await rig.CreateAsync(CustomResourceRig.Foo("b", "\"host\":\"y\""));
        Assert.That(hook.Calls, Is.Empty);

        var list = await rig.Client.ListAsync(CustomResourceRig.Kind("v2"), new ListQuery(), Never);
        var again = await rig.GetAsync("a", "v2");

        Assert.That(list.Items.Select(static item => item.Root.GetString("name")), Is.EqualTo(new[] { "x", "y" }));
        Assert.That(again.Root.GetString("name"), Is.EqualTo("x"));
        Assert.That(hook.Calls, Has.Count.EqualTo(1));
        Assert.That(hook.Calls[0].Body.GetMap("request")!.GetString("desiredAPIVersion"), Is.EqualTo("example.com/v2"));
    }

    [Test]
    public async Task What_is_written_at_another_version_is_stored_converted()
    {
        using var logs = new RecordedLogs();
        await using var hook = await WebhookServer.StartAsync(logs, review => Answer(review, Renamed));
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(Definition(hook));

        var created = await rig.CreateAsync(CustomResourceRig.Foo("a", "\"name\":\"x\"", "v2"), "v2");

        Assert.That(created.Root.GetString("name"), Is.EqualTo("x"));
        Assert.That((await rig.GetAsync("a")).Root.GetString("host"), Is.EqualTo("x"));
    }

    [Test]
    public async Task A_webhook_that_says_no_fails_the_request()
    {
        using var logs = new RecordedLogs();
        await using var hook = await WebhookServer.StartAsync(logs, static review =>
        {
            var answer = Envelope(review);
            answer.GetMap("response")!.Set("result", JsonText.Parse("""{"status":"Failure","message":"not today"}"""));
            return answer;
        });
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(Definition(hook));
        await rig.CreateAsync(CustomResourceRig.Foo("a", "\"host\":\"x\""));

        Assert.That(() => rig.GetAsync("a", "v2"), Throws.TypeOf<ApiException>().With.Message.EqualTo(
            "conversion webhook for example.com/v1, Kind=Foo failed: not today"));
    }

    [Test]
    public async Task A_webhook_may_not_rename_objects()
    {
        using var logs = new RecordedLogs();
        await using var hook = await WebhookServer.StartAsync(logs, review => Answer(review, static (root, to) =>
        {
            Renamed(root, to);
            root.GetMap("metadata")!.Set("name", "other");
        }));
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(Definition(hook));
        await rig.CreateAsync(CustomResourceRig.Foo("a", "\"host\":\"x\""));

        Assert.That(() => rig.GetAsync("a", "v2"), Throws.TypeOf<ApiException>().With.Message.Contains("must have the same name: a != other"));
    }

    private static DocMap Definition(WebhookServer hook)
    {
        var definition = CustomResourceRig.Definition("""{"host":{"type":"string"} }""");
        var spec = definition.GetMap("spec")!;
        spec.GetList("versions")!.Add(JsonText.Parse(
            """{"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"name":{"type":"string"} } } } }"""));
        spec.Set("conversion", JsonText.Parse($$"""
            {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"{{hook.Url}}/convert","caBundle":"{{hook.CaBundle}}"} } }
            """));
        return definition;
    }

    // host of v1 is name of v2.
    private static void Renamed(DocMap root, string to)
    {
        var (from, field) = to.EndsWith("v2", StringComparison.Ordinal) ? ("host", "name") : ("name", "host");
        root.Set(field, root[from]);
        root.Remove(from);
    }

    private static DocMap Answer(DocMap review, Action<DocMap, string> convert)
    {
        var answer = Envelope(review);
        var response = answer.GetMap("response")!;
        response.Set("result", JsonText.Parse("""{"status":"Success"}"""));
        var request = review.GetMap("request")!;
        var desired = request.GetString("desiredAPIVersion")!;
        var converted = response.GetOrAddList("convertedObjects");
        foreach (var item in request.GetList("objects")!.Items.ToArray())
        {
            var root = item.AsMap!.DeepClone();
            root.Set("apiVersion", desired);
            convert(root, desired);
            converted.Add(root);
        }

        return answer;
    }

    private static DocMap Envelope(DocMap review)
    {
        var answer = new DocMap();
        answer.Set("kind", "ConversionReview");
        answer.Set("apiVersion", review["apiVersion"]);
        answer.GetOrAddMap("response").Set("uid", review.GetMap("request")!["uid"]);
        return answer;
    }
}
