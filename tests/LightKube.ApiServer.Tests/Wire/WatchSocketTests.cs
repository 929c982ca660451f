using System.Net.WebSockets;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.Wire;

internal sealed class WatchSocketTests
{
    private const string Path = "/api/v1/namespaces/default/configmaps";

    private WireRig _rig = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _rig = await WireRig.StartAsync();
        await _rig.SendAsync(HttpMethod.Post, "/api/v1/namespaces", WireRig.Json, Map("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}}"""));
        foreach (var name in new[] { "a", "b" })
        {
            await _rig.SendAsync(HttpMethod.Post, Path, WireRig.Json, Map($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}"""));
        }
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => _rig.DisposeAsync();

    [Test]
    public async Task In_json_each_event_is_a_text()
    {
        using var socket = await ConnectAsync("watch=true", WireRig.Json);
        foreach (var name in new[] { "a", "b" })
        {
            var (type, message) = await ReceiveAsync(socket);
            var seen = JsonDocumentReader.ReadMap(message);

            Assert.That(type, Is.EqualTo(WebSocketMessageType.Text));
            Assert.That((seen.GetString("type"), seen.GetMap("object")!.GetMap("metadata")!.GetString("name")), Is.EqualTo(("ADDED", name)));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).InTime();
    }

    [Test]
    public async Task In_protobuf_each_event_is_a_message_without_a_length_before_it()
    {
        using var socket = await ConnectAsync("watch=true&fieldSelector=metadata.name%3Db", WireRig.Protobuf);
        var (type, message) = await ReceiveAsync(socket);

        Assert.That(type, Is.EqualTo(WebSocketMessageType.Binary));
        Assert.That(message.AsSpan(0, 7).ToArray(), Is.EqualTo("\n\u0005ADDED"u8.ToArray()));
        var seen = WireRig.Decode(WireRig.Protobuf, message.AsSpan(message.AsSpan().IndexOf("k8s\0"u8)));
        Assert.That(seen.GetMap("metadata")!.GetString("name"), Is.EqualTo("b"));
    }

    [Test]
    public async Task The_server_closes_when_the_time_is_over()
    {
        using var socket = await ConnectAsync("watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dnone&timeoutSeconds=1", WireRig.Json);
        var (type, _) = await ReceiveAsync(socket);

        Assert.That(type, Is.EqualTo(WebSocketMessageType.Close));
        Assert.That(socket.CloseStatus, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
    }

    [Test]
    public async Task A_browsers_token_is_not_taken_for_a_protocol()
    {
        using var socket = await ConnectAsync("watch=true", WireRig.Json, "base64url.bearer.authorization.k8s.io.eA", "any");

        Assert.That(socket.SubProtocol, Is.EqualTo("any"));
    }

    private async Task<ClientWebSocket> ConnectAsync(string query, string accept, params string[] protocols)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Accept", accept);
        foreach (var protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        var address = new UriBuilder(_rig.Server.Address) { Scheme = "wss", Path = Path, Query = query }.Uri;
        await socket.ConnectAsync(address, _rig.Server.Raw, CancellationToken.None).InTime();
        return socket;
    }

    private static async Task<(WebSocketMessageType Type, byte[] Message)> ReceiveAsync(ClientWebSocket socket)
    {
        using var whole = new MemoryStream();
        var piece = new byte[4096];
        while (true)
        {
            var read = await socket.ReceiveAsync(piece.AsMemory(), CancellationToken.None).AsTask().InTime();
            whole.Write(piece, 0, read.Count);
            if (read.EndOfMessage || read.MessageType == WebSocketMessageType.Close)
            {
                return (read.MessageType, whole.ToArray());
            }
        }
    }

    private static DocMap Map(string json) => JsonText.Parse(json).AsMap!;
}
