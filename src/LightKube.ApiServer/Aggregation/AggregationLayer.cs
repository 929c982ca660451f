using LightKube.Api.Schemas;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Aggregation;

/// <summary>All that lets extension servers be part of this API.</summary>
internal sealed class AggregationLayer : IDisposable
{
    private readonly IObjectReader _objects;
    private readonly TimeProvider _time;
    private readonly ApiServiceTable _table = new();
    private readonly RemoteServers _servers;
    private readonly RemoteDocuments _documents = new();
    private ApiServiceRegistrar? _registrar;
    private ApiServiceAvailability? _availability;

    /// <param name="objects">What is stored.</param>
    /// <param name="proxy">How this server and extension servers know each other.</param>
    /// <param name="time">For intervals.</param>
    public AggregationLayer(IObjectReader objects, FrontProxyOptions proxy, TimeProvider time)
    {
        (_objects, _time) = (objects, time);
        Metrics = new AggregationMetrics(_table);
        _servers = new RemoteServers(objects, proxy.Client, time);
        Proxy = new AggregationProxy(_table, _servers, time);
        Discovery = new MergedDiscovery(_table, _documents);
        OpenApi = new ExtensionOpenApi(_table, _documents, Proxy);
    }

    /// <summary>Which APIServices are not available.</summary>
    public AggregationMetrics Metrics { get; }

    /// <summary>Passes requests on.</summary>
    public AggregationProxy Proxy { get; }

    /// <summary>Completes discovery documents.</summary>
    public MergedDiscovery Discovery { get; }

    /// <summary>Completes OpenAPI documents.</summary>
    public ExtensionOpenApi OpenApi { get; }

    /// <summary>Begins to follow APIServices, and registers what this server serves.</summary>
    /// <param name="client">With the rights of the server itself.</param>
    /// <param name="builtIn">The built-in kinds that are served.</param>
    /// <param name="observe">Feeds an observer from now on.</param>
    /// <param name="loggers">Makes loggers.</param>
    /// <param name="cancel">Ends the start.</param>
    public async Task StartAsync(
        IClient client, IEnumerable<KindSchema> builtIn, Action<IObjectObserver> observe, ILoggerFactory loggers, CancellationToken cancel)
    {
        _registrar = new ApiServiceRegistrar(
            client, _objects, builtIn.Select(kind => (kind.Group, kind.Version)), _time, loggers.CreateLogger<ApiServiceRegistrar>());
        _availability = new ApiServiceAvailability(
            client, _objects, _table, _servers, _documents, Metrics, _time, loggers.CreateLogger<ApiServiceAvailability>());
        observe(_table); // Before the next two, which look things up in it.
        observe(_registrar);
        observe(_availability);
        await _registrar.RegisterBuiltInAsync(cancel);
    }

    /// <summary>Runs until cancelled. Started before.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(_registrar!.RunAsync(cancel), _availability!.RunAsync(cancel));

    public void Dispose()
    {
        _availability?.Dispose();
        _servers.Dispose();
    }
}
