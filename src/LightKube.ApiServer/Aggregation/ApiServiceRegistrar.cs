using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Aggregation;

/// <summary>
/// Gives every group-version that this server serves an APIService: the built-in ones once at each start, those of custom resources
/// as they come and go. An APIService without the label is the user's and left alone.
/// </summary>
internal sealed class ApiServiceRegistrar : IObjectObserver
{
    private const string ManagedLabel = "kube-aggregator.kubernetes.io/automanaged";

    /// <summary>Looked after at starts: what the administrator does to it in between stays.</summary>
    private const string OnStart = "onstart";

    /// <summary>Looked after at all times.</summary>
    private const string Always = "true";

    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly IReadOnlyList<(string Group, string Version)> _builtIn;
    private readonly ReconcileLoop _loop;

    /// <param name="client">With the rights of the server itself.</param>
    /// <param name="objects">What is stored.</param>
    /// <param name="builtIn">The group-versions of built-in kinds.</param>
    /// <param name="time">For the wait after a failure.</param>
    /// <param name="log">Hears about failures.</param>
    public ApiServiceRegistrar(
        IClient client, IObjectReader objects, IEnumerable<(string Group, string Version)> builtIn, TimeProvider time, ILogger<ApiServiceRegistrar> log)
    {
        (_client, _objects) = (client, objects);
        _builtIn = [.. builtIn.Distinct().Where(version => BuiltInPriorities.Find(version.Group, version.Version) is not null)];
        _loop = new ReconcileLoop("Registering APIServices", ReconcileAsync, time, log);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [CustomResourceDefinition.Schema, APIService.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (ReferenceEquals(kind, CustomResourceDefinition.Schema) || (before ?? after)!.Labels?.GetString(ManagedLabel) == Always)
        {
            _loop.Signal();
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    /// <summary>Registers the built-in group-versions, and takes away what an older server registered and this one does not serve.</summary>
    public async Task RegisterBuiltInAsync(CancellationToken cancel)
    {
        var writes = new List<Task>();
        foreach (var (group, version) in _builtIn)
        {
            var (groupPriority, versionPriority) = BuiltInPriorities.Find(group, version)!.Value;
            writes.Add(EnsureAsync(Wanted(group, version, groupPriority, versionPriority, OnStart), cancel));
        }

        foreach (var document in Managed(OnStart))
        {
            var spec = document.As<APIService>().Spec;
            if (!_builtIn.Contains((spec.Group, spec.Version)))
            {
                writes.Add(DeleteAsync(document, cancel));
            }
        }

        await Task.WhenAll(writes);
    }

    /// <summary>Looks at all custom resources once.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        var wanted = new Dictionary<string, APIService>(StringComparer.Ordinal);
        foreach (var definition in _objects.List<CustomResourceDefinition>(null))
        {
            foreach (var version in definition.Spec.Versions.Where(version => version.Served && !_builtIn.Contains((definition.Spec.Group, version.Name))))
            {
                var service = Wanted(
                    definition.Spec.Group, version.Name, ApiServiceSnapshot.CustomGroupPriority, ApiServiceSnapshot.CustomVersionPriority, Always);
                wanted[service.Name] = service;
            }
        }

        foreach (var service in wanted.Values)
        {
            await EnsureAsync(service, cancel);
        }

        foreach (var document in Managed(Always))
        {
            if (!wanted.ContainsKey(document.Name))
            {
                await DeleteAsync(document, cancel);
            }
        }
    }

    private List<Document> Managed(string how) =>
        [.. _objects.List(APIService.Schema, null).Where(document => document.Labels?.GetString(ManagedLabel) == how)];

    private static APIService Wanted(string group, string version, int groupPriority, int versionPriority, string how)
    {
        var service = new APIService { Metadata = { Name = $"{version}.{group}" } };
        service.Metadata.Labels[ManagedLabel] = how;
        service.Spec.GroupPriorityMinimum = groupPriority;
        service.Spec.VersionPriority = versionPriority;
        service.Spec.Group = group;
        service.Spec.Version = version;
        return service;
    }

    private async Task EnsureAsync(APIService wanted, CancellationToken cancel)
    {
        try
        {
            if (_objects.Find(APIService.Schema, wanted.Key) is not { } stored)
            {
                await _client.CreateAsync(wanted, cancel);
            }
            else if (stored.Labels?.GetString(ManagedLabel) is OnStart or Always && !HasSpec(stored, wanted))
            {
                var changed = stored.MutableCopy().As<APIService>();
                changed.Spec = wanted.Spec;
                await _client.UpdateAsync(changed, cancel);
            }
        }
        catch (ApiException e) when (e.IsAlreadyExists || e.IsConflict || e.IsNotFound)
        {
            // Another server did the same, or someone changed it: the next look will tell.
            _loop.Signal();
        }
    }

    private static bool HasSpec(Document stored, APIService wanted)
    {
        var (have, want) = (ApiServiceEntry.Of(stored), wanted.Spec);
        return have.Service is null && have.Group == want.Group && have.Version == want.Version
            && have.GroupPriority == want.GroupPriorityMinimum && have.VersionPriority == want.VersionPriority;
    }

    private async Task DeleteAsync(Document document, CancellationToken cancel)
    {
        try
        {
            await _client.DeleteAsync(document.Schema, new ObjectKey("", document.Name), new DeleteQuery { Uid = document.Uid }, cancel);
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone already, or another one now.
        }
    }
}
