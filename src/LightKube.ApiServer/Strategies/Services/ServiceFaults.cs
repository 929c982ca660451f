using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using LightKube.Client.Events;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>
/// Tells, as a Warning event of the service, of cluster addresses and node ports that two services have, or that lie in no range: as after a restore, or
/// when the server is started with other ranges. Where Kubernetes' repair loops go through all services every few minutes, this looks at those that were
/// found so when they were read.
/// </summary>
public sealed class ServiceFaults : IObjectObserver
{
    private readonly IObjectReader _objects;
    private readonly ServiceNetwork _network;
    private readonly ObjectEvents _addressEvents;
    private readonly ObjectEvents _portEvents;
    private readonly ReconcileLoop _loop;

    /// <param name="objects">The services.</param>
    /// <param name="network">What they have.</param>
    /// <param name="events">Where it is told.</param>
    /// <param name="time">For the wait after a failure.</param>
    /// <param name="log">Hears about failures.</param>
    public ServiceFaults(IObjectReader objects, ServiceNetwork network, EventRecorder events, TimeProvider time, ILogger<ServiceFaults> log)
    {
        (_objects, _network) = (objects, network);
        _addressEvents = events.For(new EventReporter("ipallocator-repair-controller"));
        _portEvents = events.For(new EventReporter("portallocator-repair-controller"));
        _loop = new ReconcileLoop("Looking at the addresses of services", Look, time, log);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [Service.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (_network.HasSuspects)
        {
            _loop.Signal();
        }
    }

    /// <summary>Runs until cancelled; starts with one look.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    private Task Look(CancellationToken cancel)
    {
        foreach (var key in _network.TakeSuspects())
        {
            if (_objects.Find(Service.Schema, key)?.As<Service>() is not { } service)
            {
                continue;
            }

            foreach (var (isPort, reason, message) in _network.FaultsOf(service))
            {
                (isPort ? _portEvents : _addressEvents).Warning(service, reason, message);
            }
        }

        return Task.CompletedTask;
    }
}
