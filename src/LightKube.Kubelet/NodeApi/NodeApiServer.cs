using System.Net;
using LightKube.Api.Errors;
using LightKube.Client;
using LightKube.Foundation.Grpc;
using LightKube.Foundation.Http;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.NodeApi;

/// <summary>The kubelet's HTTPS server, by which the API server reaches pods: logs, exec, attach, port-forward, stats.</summary>
internal sealed partial class NodeApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CallerAuthenticator _authenticator;
    private readonly CallerAuthorizer _authorizer;
    private readonly Dictionary<string, INodeEndpoint> _endpoints;
    private readonly ILogger _log;

    internal NodeApiServer(
        KubeletOptions options, NodeApiTls tls, PodSystem pods, ConnectedRuntime connected, IClient client, TimeProvider time, ILoggerFactory logs)
    {
        _log = logs.CreateLogger("node-api");
        _authenticator = new CallerAuthenticator(tls.ClientAuthorities, client, time);
        _authorizer = new CallerAuthorizer(client, options.NodeName);
        var find = new PodFinder(pods.Manager, pods.Reader);
        var relay = new StreamRelay(time);
        INodeEndpoint[] endpoints =
        [
            new HealthEndpoint(),
            new PodsEndpoint(pods.Manager),
            new ContainerLogsEndpoint(find, connected.Runtime, time),
            new ExecEndpoint(find, connected.Runtime, relay),
            new AttachEndpoint(find, connected.Runtime, relay),
            new PortForwardEndpoint(find, connected.Runtime, relay),
            new StatsEndpoint(pods.Manager, connected.Runtime, options, time),
        ];
        _endpoints = endpoints.ToDictionary(endpoint => endpoint.Area, StringComparer.Ordinal);
        _app = BareWebServer.Create(kestrel => Listen(kestrel, options, tls), HandleAsync, logs);
    }

    internal Task StartAsync(CancellationToken cancel) => _app.StartAsync(cancel);

    internal Task StopAsync(CancellationToken cancel) => _app.StopAsync(cancel);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Listen(KestrelServerOptions kestrel, KubeletOptions options, NodeApiTls tls) =>
        kestrel.Listen(IPAddress.Parse(options.NodeApiAddress), options.NodeApiPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2; // upgrades come by HTTP/1.1
            listen.UseHttps(tls.Server.ToKestrelOptions());
        });

    private async Task HandleAsync(HttpContext http)
    {
        var segments = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var area = segments.Length > 0 ? segments[0] : "";
        try
        {
            if (await _authenticator.FindAsync(http, http.RequestAborted) is not { } caller)
                throw new NodeApiException(StatusCodes.Status401Unauthorized, "Unauthorized");
            if (!await _authorizer.MayAsync(caller, http.Request.Method, area, http.RequestAborted))
                throw new NodeApiException(StatusCodes.Status403Forbidden,
                    $"Forbidden (user={caller.User}, verb={CallerAuthorizer.VerbOf(http.Request.Method)}, resource=nodes, subresource(s)=[{string.Join(' ', CallerAuthorizer.SubresourcesFor(area))}])");
            if (!_endpoints.TryGetValue(area, out var endpoint))
                throw new NodeApiException(StatusCodes.Status404NotFound, "404 page not found");
            await endpoint.ServeAsync(http, segments[1..], http.RequestAborted);
        }
        catch (NodeApiException e)
        {
            await AnswerAsync(http, e.StatusCode, e.Message);
        }
        catch (GrpcException e)
        {
            await AnswerAsync(http, e.Code == GrpcStatusCode.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status500InternalServerError, e.Detail);
        }
        catch (ApiException e)
        {
            LogApi(_log, e.Message);
            await AnswerAsync(http, StatusCodes.Status500InternalServerError, "the caller cannot be checked now: the API does not answer");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller left.
        }
    }

    private static async Task AnswerAsync(HttpContext http, int status, string message)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(message);
    }

    [LoggerMessage(LogLevel.Warning, "A caller of the node API cannot be checked: {Reason}")]
    private static partial void LogApi(ILogger log, string reason);
}
