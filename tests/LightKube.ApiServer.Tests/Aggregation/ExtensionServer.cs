using System.Net;
using System.Net.Security;
using LightKube.Foundation.Http;
using LightKube.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Tests.Aggregation;

/// <summary>An extension server on a loopback port: serves <c>wardle.example.com/v1alpha1</c> with the one resource flunders.</summary>
internal sealed class ExtensionServer : IAsyncDisposable
{
    public const string Group = "wardle.example.com";
    public const string ServiceName = "api.wardle.svc";

    private readonly WebApplication _app;

    private ExtensionServer(WebApplication app, TestAuthority authority) => (_app, Authority) = (app, authority);

    /// <summary>Signed the server's certificate.</summary>
    public TestAuthority Authority { get; }

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>What the last request for a flunder was like: method, path, then headers.</summary>
    public IReadOnlyDictionary<string, string> Last { get; private set; } = new Dictionary<string, string>();

    /// <summary>The values of X-Remote-Group in the last request, a header line each.</summary>
    public IReadOnlyList<string?> LastGroups { get; private set; } = [];

    /// <summary>The client certificate's subject of the last request.</summary>
    public string LastCertificate { get; private set; } = "";

    public static async Task<ExtensionServer> StartAsync(ILoggerFactory loggers)
    {
        var authority = new TestAuthority();
        var certificate = authority.Issue("CN=extension", ServiceName);
        ExtensionServer? server = null;
        var app = BareWebServer.Create(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, options =>
            {
                options.Protocols = HttpProtocols.Http1AndHttp2;
                options.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
                    {
                        ServerCertificate = certificate,
                        ClientCertificateRequired = true,
                        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                        RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null,
                    }),
                });
            }),
            http => server!.HandleAsync(http),
            loggers);
        server = new ExtensionServer(app, authority);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Authority.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        const string Json = "application/json";
        var path = http.Request.Path.Value!;
        if (path == $"/apis/{Group}/v1alpha1")
        {
            await http.Response.WriteAsync("""
                {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"wardle.example.com/v1alpha1","resources":[
                {"name":"flunders","singularName":"flunder","namespaced":true,"kind":"Flunder","verbs":["get","list"]},
                {"name":"flunders/status","singularName":"","namespaced":true,"kind":"Flunder","verbs":["get"]}]}
                """);
        }
        else if (path == "/openapi/v2")
        {
            http.Response.ContentType = Json;
            await http.Response.WriteAsync("""
                {"swagger":"2.0","info":{"title":"x","version":"1"},
                "paths":{"/apis/wardle.example.com/v1alpha1/flunders":{"get":{"responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/wardle.Flunder"}}}}},"/version/":{"get":{}}},
                "definitions":{"wardle.Flunder":{"type":"object","properties":{"a":{"type":"string"}}},"other.Unused":{"type":"object"}}}
                """);
        }
        else if (path.Contains("/flunders", StringComparison.Ordinal))
        {
            await HandleFlunderAsync(http);
        }
        else
        {
            http.Response.StatusCode = 404;
        }
    }

    private async Task HandleFlunderAsync(HttpContext http)
    {
        LastCertificate = http.Connection.ClientCertificate?.Subject ?? "";
        var seen = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        LastGroups = [.. http.Request.Headers["X-Remote-Group"]];
        seen["method"] = http.Request.Method;
        seen["path"] = http.Request.Path.Value + http.Request.QueryString.Value;
        using var body = new StreamReader(http.Request.Body);
        seen["body"] = await body.ReadToEndAsync();
        Last = seen;
        if (http.Request.Headers.Upgrade == "test")
        {
            await EchoAsync(http);
            return;
        }

        http.Response.StatusCode = http.Request.Method == "POST" ? 201 : 200;
        await http.Response.WriteAsync("""{"kind":"Flunder"}""" + "\n");
        if (http.Request.Query.ContainsKey("watch"))
        {
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    // Says back what it hears, on an upgraded connection.
    private static async Task EchoAsync(HttpContext http)
    {
        http.Response.StatusCode = 101;
        http.Response.Headers.Upgrade = "test";
        http.Response.Headers.Connection = "Upgrade";
        await using var stream = await http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!.UpgradeAsync();
        var buffer = new byte[64];
        var read = await stream.ReadAsync(buffer);
        await stream.WriteAsync(buffer.AsMemory(0, read));
    }
}
