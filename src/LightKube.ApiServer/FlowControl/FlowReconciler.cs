using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.FlowControl.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.FlowControl;

/// <summary>
/// Keeps the default flows and levels: mandatory ones always as they must be, suggested ones unless an administrator made them his own.
/// Tells in each FlowSchema's status whether its level exists.
/// </summary>
public sealed class FlowReconciler : IObjectObserver
{
    private const string Dangling = "Dangling";

    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;

    public FlowReconciler(IClient client, IObjectReader objects, TimeProvider time, ILogger<FlowReconciler> log)
    {
        _client = client;
        _objects = objects;
        _time = time;
        _loop = new ReconcileLoop("Keeping flow schemas and priority levels", ReconcileAsync, time, log);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [FlowSchema.Schema, PriorityLevelConfiguration.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after) => _loop.Signal();

    /// <summary>Runs until cancelled; starts with one look.</summary>
    public Task RunAsync(CancellationToken cancel) => _loop.RunAsync(cancel);

    /// <summary>Looks once.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        foreach (var wanted in DefaultFlows.Documents)
        {
            await EnsureAsync(wanted, cancel).ConfigureAwait(false);
        }

        foreach (var schema in _objects.List(FlowSchema.Schema, null))
        {
            await TellAsync(schema.As<FlowSchema>(), cancel).ConfigureAwait(false);
        }
    }

    private async Task EnsureAsync(Document wanted, CancellationToken cancel)
    {
        try
        {
            if (_objects.Find(wanted.Schema, new ObjectKey("", wanted.Name)) is not { } stored)
            {
                await _client.CreateAsync(wanted.MutableCopy(), cancel).ConfigureAwait(false);
            }
            else if (Mend(stored, wanted) is { } mended)
            {
                await _client.UpdateAsync(mended, null, cancel).ConfigureAwait(false);
            }
        }
        catch (ApiException e) when (e.IsAlreadyExists || e.IsConflict || e.IsNotFound)
        {
            // Somebody else changed it in between: that change calls for another look by itself.
        }
    }

    /// <returns>The stored object as it should be; null when it is so, or when it is not ours to say.</returns>
    internal static Document? Mend(Document stored, Document wanted)
    {
        var complete = wanted.MutableCopy();
        ObjectDefaults.Apply(complete);
        var mandatory = DefaultFlows.IsMandatory(stored);
        var mode = stored.Metadata.Annotations[DefaultFlows.AutoUpdate];

        // Without the annotation an object is ours as long as nobody has changed it.
        var isOurs = mandatory || mode == "true" || (mode is not "false" && stored.Metadata.Generation <= 1);
        var mended = stored.MutableCopy();
        if (isOurs)
        {
            mended.Root.Set("spec", SpecOf(stored, complete));
        }

        mended.Metadata.Annotations[DefaultFlows.AutoUpdate] = isOurs ? "true" : "false";
        return mended.Root.ContentEquals(stored.Root) ? null : mended;
    }

    // How much the exempt level lends is the administrator's, though the level is mandatory.
    private static DocMap SpecOf(Document stored, Document wanted)
    {
        var spec = wanted.Root.GetMap("spec")!.DeepClone();
        if (stored.Schema == PriorityLevelConfiguration.Schema && stored.Name == "exempt" && stored.Root.GetMap("spec")?.GetMap("exempt") is { } exempt)
        {
            spec.Set("exempt", exempt.DeepClone());
        }

        return spec;
    }

    private async Task TellAsync(FlowSchema schema, CancellationToken cancel)
    {
        var level = schema.Spec.PriorityLevelConfiguration.Name;
        var found = _objects.Find(PriorityLevelConfiguration.Schema, new ObjectKey("", level)) is not null;
        var status = found ? "False" : "True";
        var message = $"This FlowSchema references the PriorityLevelConfiguration object named \"{level}\" " + (found ? "and it exists" : "but there is no such object");
        var known = schema.Status.Conditions.FirstOrDefault(condition => condition.Type == Dangling);
        if (known is not null && known.Status == status && known.Message == message)
        {
            return;
        }

        var changed = schema.MutableCopy();
        var condition = changed.Status.Conditions.FirstOrDefault(condition => condition.Type == Dangling) ?? changed.Status.Conditions.AddNew();
        condition.Type = Dangling;
        condition.LastTransitionTime = known?.Status == status ? known.LastTransitionTime : _time.GetUtcNow();
        condition.Status = status;
        condition.Reason = found ? "Found" : "NotFound";
        condition.Message = message;
        try
        {
            await _client.UpdateStatusAsync(changed, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsConflict || e.IsNotFound)
        {
            // Changed or gone in between: that calls for another look by itself.
        }
    }
}
