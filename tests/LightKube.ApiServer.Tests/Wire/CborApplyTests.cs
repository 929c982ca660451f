using System.Net;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Tests.Wire;

/// <summary>Server-side apply of a configuration in CBOR is that of the same one in YAML.</summary>
public sealed class CborApplyTests
{
    private const string Path = "/api/v1/namespaces/default/configmaps/a";

    [Test]
    public async Task A_configuration_in_cbor_is_applied()
    {
        await using var rig = await WireRig.StartAsync();

        var (created, made) = await ApplyAsync(rig, "one", """{"k":"1"}""");
        var (changed, _) = await ApplyAsync(rig, "one", """{"k":"2","l":"3"}""");
        var (conflicting, conflict) = await ApplyAsync(rig, "two", """{"k":"4"}""");
        var (shared, last) = await ApplyAsync(rig, "two", """{"l":"3"}""");

        Assert.Multiple(() =>
        {
            Assert.That((created, changed, conflicting, shared), Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.OK)));
            Assert.That(made.GetMap("metadata")!.GetList("managedFields")![0].AsMap!.GetString("operation"), Is.EqualTo("Apply"));
            Assert.That(conflict.GetString("message"), Does.Contain("conflict with \"one\": .data.k"));
            Assert.That(last.GetMap("data")!.ToString(), Is.EqualTo("""{"k":"2","l":"3"}"""));
        });
    }

    [TestCase("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"unknown":1}""", 500)]
    [TestCase("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}""", 400)]
    public async Task What_is_no_configuration_is_refused(string body, int status)
    {
        await using var rig = await WireRig.StartAsync();

        var (code, _) = await rig.CallAsync(HttpMethod.Patch, Path + "?fieldManager=one", WireRig.Cbor, JsonText.Parse(body).AsMap, WireRig.ApplyCbor);

        Assert.That((int)code, Is.EqualTo(status));
    }

    [Test]
    public async Task Json_is_no_cbor()
    {
        await using var rig = await WireRig.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Patch, Path + "?fieldManager=one")
        {
            Content = new StringContent("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", System.Text.Encoding.UTF8, WireRig.ApplyCbor),
        };

        using var answer = await rig.Server.Raw.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static Task<(HttpStatusCode Status, DocMap Body)> ApplyAsync(WireRig rig, string manager, string data) => rig.CallAsync(
        HttpMethod.Patch,
        $"{Path}?fieldManager={manager}",
        WireRig.Cbor,
        JsonText.Parse($"{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"a\"}},\"data\":{data}}}").AsMap,
        WireRig.ApplyCbor);
}
