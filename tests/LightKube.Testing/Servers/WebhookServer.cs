using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Hosting;
using LightKube.Testing.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LightKube.Testing.Servers;

/// <summary>A webhook on a free loopback port: HTTPS with a certificate of an authority of its own, and for <c>hook.default.svc</c>. It remembers what it was asked.</summary>
public sealed class WebhookServer : IAsyncDisposable
{
    private readonly TestAuthority _authority;
    private readonly KestrelEndpoint _endpoint;
    private readonly ConcurrentQueue<Call> _calls = [];

    private WebhookServer(TestAuthority authority, KestrelEndpoint endpoint) => (_authority, _endpoint) = (authority, endpoint);

    /// <summary>One request.</summary>
    /// <param name="Path">With its query.</param>
    /// <param name="Connection">The same for requests over one connection.</param>
    /// <param name="Authorization">The header, or empty.</param>
    /// <param name="Body">The object that was posted.</param>
    public sealed record Call(string Path, string Connection, string Authorization, DocMap Body);

    public IReadOnlyList<Call> Calls => [.. _calls];

    public int Port => _endpoint.Addresses[0].Port;

    public string Url => $"https://127.0.0.1:{Port}";

    /// <summary>The authority of its certificate, as PEM.</summary>
    public string Authority => _authority.Certificate.ExportCertificatePem();

    /// <summary>For <c>caBundle</c>: base64 of PEM.</summary>
    public string CaBundle => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Authority));

    public static Task<WebhookServer> StartAsync(RecordedLogs logs, Func<DocMap, DocMap> answer) =>
        StartAsync(logs, (call, http) => http.Response.Body.WriteAsync(JsonDocumentWriter.ToBytes(answer(call.Body))).AsTask());

    public static async Task<WebhookServer> StartAsync(RecordedLogs logs, Func<Call, HttpContext, Task> answer)
    {
        var authority = new TestAuthority();
        var certificate = authority.Issue("CN=hook", "hook.default.svc");
        WebhookServer? self = null;
        var tls = new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions { ServerCertificate = certificate }),
        };
        var endpoint = await KestrelEndpoint.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), null, tls, http => self!.HandleAsync(http, answer), logs, CancellationToken.None);
        return self = new WebhookServer(authority, endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _authority.Dispose();
    }

    private async Task HandleAsync(HttpContext http, Func<Call, HttpContext, Task> answer)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var call = new Call(
            http.Request.Path + http.Request.QueryString,
            http.Features.GetRequiredFeature<IHttpConnectionFeature>().ConnectionId,
            http.Request.Headers.Authorization.ToString(),
            JsonDocumentReader.ReadMap(body.ToArray()));
        _calls.Enqueue(call);
        await answer(call, http);
    }
}
