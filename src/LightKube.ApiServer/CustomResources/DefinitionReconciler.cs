using System.Collections.Concurrent;
using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.CustomResources;

/// <summary>
/// Accepts the names of CustomResourceDefinitions, has them served, and says so in their conditions: established is what is served already.
/// Those that are being deleted are emptied, each by itself, since that may take as long as its objects' finalizers.
/// </summary>
internal sealed partial class DefinitionReconciler : IObjectObserver
{
    private readonly CustomResourceTable _table;
    private readonly IObjectReader _objects;
    private readonly IClient _client;
    private readonly DefinitionFinalizer _finalizer;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ReconcileLoop _loop;
    private readonly ConcurrentDictionary<string, DefinitionState> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _emptying = new(StringComparer.Ordinal);

    public DefinitionReconciler(
        CustomResourceTable table, IObjectReader objects, IClient client, DefinitionFinalizer finalizer, TimeProvider time, ILogger<DefinitionReconciler> log)
    {
        (_table, _objects, _client, _finalizer, _time, _log) = (table, objects, client, finalizer, time, log);
        _loop = new ReconcileLoop("Establishing custom resources", ReconcileAsync, time, log);
    }

    /// <summary>Between tries to empty a definition that cannot be emptied.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public IReadOnlyList<KindSchema> Kinds { get; } = [CustomResourceDefinition.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (after is null)
        {
            _states.TryRemove(before!.Name, out _);
            _emptying.TryRemove(before.Name, out _);
        }
        else
        {
            _states[after.Name] = DefinitionState.Of(after);
        }

        _loop.Signal();
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await _loop.RunAsync(cancel);
        }
        finally
        {
            await Task.WhenAll(_emptying.Values);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancel)
    {
        foreach (var (name, state) in _states)
        {
            if (state.IsToBeEmptied)
            {
                Empty(name, cancel);
            }
            else if (!state.IsSettled && _objects.Find(CustomResourceDefinition.Schema, new ObjectKey("", name)) is { } document)
            {
                await SettleAsync(document, cancel);
            }
        }
    }

    private async Task SettleAsync(Document document, CancellationToken cancel)
    {
        var changed = document.MutableCopy();
        var definition = changed.As<CustomResourceDefinition>();
        var now = _time.GetUtcNow();
        ClaimsOf(definition).Apply(definition, now);
        ApiApproval.Tell(definition, now);
        if (DefinitionConditions.IsTrue(definition, "NamesAccepted") && !DefinitionConditions.IsTrue(definition, "Established"))
        {
            await _table.InstallAsync(changed.MutableCopy().Freeze(), cancel);
            DefinitionConditions.Set(definition, "Established", true, "InitialNamesAccepted", "the initial names have been accepted", now);
        }

        if (changed.Root.ContentEquals(document.Root))
        {
            return;
        }

        try
        {
            await _client.UpdateAsync(changed, "status", cancel);
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone or changed meanwhile, which this hears of as of any change.
        }
    }

    private NameClaims ClaimsOf(CustomResourceDefinition definition)
    {
        var others = _states.Values.Where(state => state.Group == definition.Spec.Group && state.Name != definition.Name).ToList();
        return new NameClaims(
            others.SelectMany(static state => state.AcceptedResources).ToHashSet(StringComparer.Ordinal),
            others.SelectMany(static state => state.AcceptedKinds).ToHashSet(StringComparer.Ordinal));
    }

    private void Empty(string name, CancellationToken cancel)
    {
        if (!_emptying.TryGetValue(name, out var running) || running.IsCompleted)
        {
            _emptying[name] = Task.Run(() => EmptyAsync(name, cancel), CancellationToken.None);
        }
    }

    private async Task EmptyAsync(string name, CancellationToken cancel)
    {
        try
        {
            await _finalizer.RunAsync(name, cancel);
        }
        catch (ApiException e) when (e.IsConflict)
        {
            // Changed meanwhile: it is tried again at once.
        }
        catch (ApiException e)
        {
            LogNotEmptied(_log, name, e.Message);
            await Task.Delay(RetryAfter, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The next start goes on.
        }
        finally
        {
            _loop.Signal();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The objects of {Definition} cannot be deleted, trying again: {Error}")]
    private static partial void LogNotEmptied(ILogger logger, string definition, string error);
}
