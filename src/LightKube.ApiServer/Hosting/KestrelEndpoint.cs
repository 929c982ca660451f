using System.Net;
using LightKube.Foundation.Http;
using LightKube.Foundation.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Hosting;

/// <summary>The HTTPS listener.</summary>
public sealed class KestrelEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelEndpoint(WebApplication app)
    {
        _app = app;
    }

    /// <summary>The addresses that it listens at, with their real ports.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .Select(address => BindingAddress.Parse(address))
        .Select(address => new IPEndPoint(IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback, address.Port))
        .ToList();

    /// <param name="listen">The address.</param>
    /// <param name="handle">An inherited socket to listen at as well, or null. It is ours alone from now on.</param>
    /// <param name="tls">Makes each connection's handshake.</param>
    /// <param name="handler">Serves every request.</param>
    /// <param name="loggers">Where Kestrel's own messages go.</param>
    /// <param name="cancel">Ends the start.</param>
    public static async Task<KestrelEndpoint> StartAsync(
        IPEndPoint listen,
        int? handle,
        TlsHandshakeCallbackOptions tls,
        RequestDelegate handler,
        ILoggerFactory loggers,
        CancellationToken cancel)
    {
        if (handle is { } ours)
        {
            DescriptorInheritance.Forbid(ours);
        }

        var app = BareWebServer.Create(
            kestrel =>
            {
                Limit(kestrel.Limits);
                kestrel.Listen(listen, options => UseTls(options, tls));
                if (handle is { } inherited)
                {
                    kestrel.ListenHandle((ulong)inherited, options => UseTls(options, tls));
                }
            },
            handler,
            loggers);
        await app.StartAsync(cancel);
        return new KestrelEndpoint(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();

        // Watches never end by themselves; clients are used to reconnecting.
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static void UseTls(ListenOptions options, TlsHandshakeCallbackOptions tls)
    {
        options.Protocols = HttpProtocols.Http1AndHttp2;
        options.Use(ConnectionBuffers.Enlarge);
        options.UseHttps(tls);
        options.Use(ConnectionBuffers.Restore);
    }

    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null; // The body reader judges, with a Status for an answer.
        limits.MaxRequestLineSize = KestrelLimits.MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = KestrelLimits.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = KestrelLimits.MaxHeaders;
        limits.RequestHeadersTimeout = KestrelLimits.HeadersTimeout;
        limits.MinRequestBodyDataRate = null; // The request's deadline judges.
        limits.MinResponseDataRate = null; // Watches are idle for minutes.
        limits.Http2.MaxStreamsPerConnection = KestrelLimits.MaxStreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = KestrelLimits.MaxHeaderBytes;
        limits.Http2.InitialStreamWindowSize = KestrelLimits.StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = KestrelLimits.ConnectionWindowBytes;
        limits.Http2.KeepAlivePingDelay = KestrelLimits.PingDelay;
        limits.Http2.KeepAlivePingTimeout = KestrelLimits.PingTimeout;
    }
}
