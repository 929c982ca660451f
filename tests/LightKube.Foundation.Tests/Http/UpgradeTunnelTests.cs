using System.Net;
using System.Net.Sockets;
using System.Text;
using LightKube.Foundation.Http;
using LightKube.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Foundation.Tests.Http;

/// <summary>With a real server in front, and a backend that the test plays itself.</summary>
public sealed class UpgradeTunnelTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TcpListener _backend = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<Exception?> _ended = new();
    private WebApplication _server = null!;

    [SetUp]
    public async Task SetUp()
    {
        _backend.Start();
        _server = BareWebServer.Create(kestrel => kestrel.Listen(IPAddress.Loopback, 0), ForwardAsync, NullLoggerFactory.Instance);
        await _server.StartAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        _backend.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Bytes_go_both_ways_until_one_side_hangs_up()
    {
        using var client = await AskAsync("POST /exec HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nAuthorization: secret\r\nX-Kept: yes\r\n\r\n");
        var backend = await AcceptAsync();

        var head = await ReadAsync(backend, "\r\n\r\n");
        await WriteAsync(backend, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nfirst");
        await ReadAsync(client, "\r\n\r\nfirst");
        await WriteAsync(client, "up");
        await ReadAsync(backend, "up");
        await WriteAsync(backend, "down");
        await ReadAsync(client, "down");
        backend.Dispose();

        Assert.That(head, Does.StartWith("POST /there?a=1 HTTP/1.1\r\nHost: backend\r\n").And.Contain("X-Kept: yes\r\n").And.Contain("Upgrade: SPDY/3.1\r\n"));
        Assert.That(head, Does.Not.Contain("secret"), "credentials are for us alone");
        Assert.That(await client.ReadAsync(new byte[1]).AsTask().InTime(), Is.Zero);
        Assert.That(await _ended.Task.InTime(), Is.Null);
    }

    [Test]
    public async Task A_refusal_is_passed_back_with_its_words()
    {
        using var client = await AskAsync();
        using var backend = await AcceptAsync();

        await ReadAsync(backend, "\r\n\r\n");
        await WriteAsync(backend, "HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\nX-Why: rights\r\n\r\nno");
        await WriteAsync(backend, "way");

        var answer = await ReadAsync(client, "noway");
        Assert.That(answer, Does.StartWith("HTTP/1.1 403 Forbidden\r\n").And.Contain("X-Why: rights\r\n"));
    }

    [Test]
    public async Task A_backend_that_hangs_up_is_an_error()
    {
        using var client = await AskAsync();
        using (var backend = await AcceptAsync())
            await ReadAsync(backend, "\r\n\r\n");

        Assert.That(await _ended.Task.InTime(), Is.TypeOf<IOException>().With.Message.Contains("closed the connection"));
    }

    [Test]
    public async Task A_backend_that_does_not_answer_in_time_is_an_error()
    {
        using var client = await AskAsync();
        using var backend = await AcceptAsync();
        await ReadAsync(backend, "\r\n\r\n");

        await PassTimeUntilEndedAsync().InTime();

        Assert.That(await _ended.Task, Is.TypeOf<IOException>().With.Message.EndsWith("within 30 s."));
    }

    [Test]
    public async Task An_answer_that_is_not_HTTP_is_an_error()
    {
        using var client = await AskAsync();
        using var backend = await AcceptAsync();

        await ReadAsync(backend, "\r\n\r\n");
        await WriteAsync(backend, "220 mail.example ESMTP\r\n\r\n");

        Assert.That(await _ended.Task.InTime(), Is.TypeOf<IOException>().With.Message.EndsWith("is not HTTP."));
    }

    private async Task PassTimeUntilEndedAsync()
    {
        while (!_ended.Task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
    }

    private async Task ForwardAsync(HttpContext http)
    {
        try
        {
            var backend = new TcpClient();
            await backend.ConnectAsync((IPEndPoint)_backend.LocalEndpoint);
            await UpgradeTunnel.ForwardAsync(http, backend.GetStream(), "backend", "/there?a=1", _time, http.RequestAborted);
            _ended.SetResult(null);
        }
        catch (Exception e) // Each test says which it expects.
        {
            _ended.SetResult(e);
        }
    }

    private async Task<NetworkStream> AskAsync(string request = "GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, new Uri(_server.Urls.Single()).Port);
        var stream = new NetworkStream(client, ownsSocket: true);
        await WriteAsync(stream, request);
        return stream;
    }

    private async Task<NetworkStream> AcceptAsync() => new(await _backend.AcceptSocketAsync().InTime(), ownsSocket: true);

    private static Task WriteAsync(Stream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Reads until what was read ends with the text.</summary>
    private static async Task<string> ReadAsync(Stream stream, string end)
    {
        var read = new StringBuilder();
        var one = new byte[1];
        while (!read.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            Assert.That(await stream.ReadAsync(one).AsTask().InTime(), Is.EqualTo(1), $"'{end}' has not come; but '{read}'");
            read.Append((char)one[0]);
        }
        return read.ToString();
    }
}
