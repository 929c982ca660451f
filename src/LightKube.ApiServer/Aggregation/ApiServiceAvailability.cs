using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.NodeProxy;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Aggregation;

/// <summary>
/// Keeps the condition Available of every APIService true to the facts, and the documents of those that are. A cluster without extension
/// servers pays nothing for it: nothing is looked at by the clock before there is one.
/// </summary>
internal sealed class ApiServiceAvailability : IObjectObserver, IDisposable
{
    /// <summary>How often extension servers are asked when nothing seems to change.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>The first wait after a failure; the next ones are twice as long each, up to the interval.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly ApiServiceTable _table;
    private readonly RemoteServers _servers;
    private readonly RemoteProbe _probe;
    private readonly RemoteDocuments _documents;
    private readonly AggregationMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;
    private readonly ITimer _timer;
    private TimeSpan _retry = FirstRetry;

    /// <param name="client">With the rights of the server itself.</param>
    /// <param name="objects">What is stored.</param>
    /// <param name="table">The APIServices; must hear of changes before this.</param>
    /// <param name="servers">Connections, closed when nobody names their server any more.</param>
    /// <param name="documents">Brought up to date with each check.</param>
    /// <param name="metrics">Hears of those that become unavailable.</param>
    /// <param name="time">For intervals.</param>
    /// <param name="log">Hears about failures to write.</param>
    public ApiServiceAvailability(
        IClient client, IObjectReader objects, ApiServiceTable table, RemoteServers servers, RemoteDocuments documents, AggregationMetrics metrics,
        TimeProvider time,
        ILogger<ApiServiceAvailability> log)
    {
        (_client, _objects, _table, _servers, _documents, _metrics, _time) = (client, objects, table, servers, documents, metrics, time);
        _probe = new RemoteProbe(servers);
        _loop = new ReconcileLoop("Checking APIServices", ReconcileAsync, time, log);
        _timer = time.CreateTimer(_ => _loop.Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [APIService.Schema, Service.Schema, EndpointSlice.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        var document = (after ?? before)!;
        if (ReferenceEquals(kind, APIService.Schema)
            ? before is null || after is null || !before.Root["spec"].Equals(after.Root["spec"])
            : IsNamed(document.Namespace, ReferenceEquals(kind, Service.Schema) ? document.Name : ServiceEndpoints.ServiceOf(document)))
        {
            _loop.Signal();
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    /// <summary>Looks at all APIServices once.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        var remote = _table.Current.Remote;
        _servers.KeepOnly(remote.Select(entry => entry.Service!));
        _documents.KeepOnly(remote);
        var checks = new List<Task<bool>>();
        foreach (var document in _objects.List(APIService.Schema, null))
        {
            checks.Add(CheckAsync(document, cancel));
        }

        var results = await Task.WhenAll(checks);
        LookAgain(remote.Count > 0, Array.TrueForAll(results, passed => passed));
    }

    public void Dispose() => _timer.Dispose();

    private bool IsNamed(string ns, string name)
    {
        foreach (var entry in _table.Current.Remote)
        {
            if (entry.Service!.Name == name && entry.Service.Namespace == ns)
            {
                return true;
            }
        }

        return false;
    }

    private void LookAgain(bool hasRemote, bool allPassed)
    {
        var wait = hasRemote ? allPassed ? Interval : _retry : Timeout.InfiniteTimeSpan;
        var twice = _retry * 2;
        _retry = allPassed ? FirstRetry : twice < Interval ? twice : Interval;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    // True when the service is available.
    private async Task<bool> CheckAsync(Document document, CancellationToken cancel)
    {
        var entry = ApiServiceEntry.Of(document);
        var condition = entry.Service is null ? AvailabilityCondition.Local : await ConditionAsync(entry, cancel);
        await WriteAsync(document, condition, cancel);
        if (entry.Service is not null)
        {
            await _documents.RefreshAsync(entry, _probe, condition.IsTrue, cancel);
        }

        return condition.IsTrue;
    }

    private async Task<AvailabilityCondition> ConditionAsync(ApiServiceEntry entry, CancellationToken cancel)
    {
        if (AvailabilityCondition.OfService(entry.Service!, _objects) is { } problem)
        {
            return problem;
        }

        return await _probe.CheckAsync(entry, cancel) is { } failure ? AvailabilityCondition.FailedDiscoveryCheck(failure) : AvailabilityCondition.Passed;
    }

    private async Task WriteAsync(Document document, AvailabilityCondition condition, CancellationToken cancel)
    {
        var status = condition.IsTrue ? "True" : "False";
        var before = document.As<APIService>().Status.Conditions.Find(item => item.Type == "Available");
        if (before is not null && before.Status == status && before.Reason == condition.Reason && before.Message == condition.Message)
        {
            return;
        }

        var copy = document.MutableCopy();
        var changed = copy.As<APIService>();
        var item = changed.Status.Conditions.Find(candidate => candidate.Type == "Available") ?? changed.Status.Conditions.AddNew();
        if (before?.Status != status && !condition.IsTrue)
        {
            _metrics.BecameUnavailable(document.Name, condition.Reason);
        }

        if (before?.Status != status)
        {
            item.LastTransitionTime = _time.GetUtcNow();
        }

        (item.Type, item.Status, item.Reason, item.Message) = ("Available", status, condition.Reason, condition.Message);
        try
        {
            await _client.UpdateAsync(copy, "status", cancel);
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // It was deleted or changed meanwhile; that is a signal to look again.
            _loop.Signal();
        }
    }
}
