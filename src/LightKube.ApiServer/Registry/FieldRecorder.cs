using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Registry;

/// <summary>
/// Keeps managedFields at every write. Called when the object has its defaults and before admission and the kind's strategy change it: what these set
/// belongs to nobody.
/// </summary>
public sealed class FieldRecorder(ResourceCatalog catalog, TimeProvider time)
{
    private volatile Moment? _now;

    private sealed record Moment(long Second, string Text);

    /// <summary>Records who created the object; one that was applied has its record.</summary>
    public void Created(ServedResource resource, ApiCall call, Document document)
    {
        if (!call.IsApply && FilterOf(resource, call) is { } filter)
        {
            Record(resource, call, null, document, filter);
        }
    }

    /// <summary>Records who changed what; an object that was applied has its record.</summary>
    public void Updated(ServedResource resource, ApiCall call, Document old, Document next)
    {
        if (call.IsApply)
        {
            return;
        }

        if (FilterOf(resource, call) is { } filter)
        {
            Record(resource, call, old.Root, next, filter);
        }
        else
        {
            next.Root.GetOrAddMap("metadata").Set("managedFields", old.Root.GetMap("metadata")!["managedFields"].DeepClone());
        }
    }

    /// <summary>The object with the configuration merged into it.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="call">Who applies.</param>
    /// <param name="old">The stored object; null when there is none.</param>
    /// <param name="configuration">As sent.</param>
    /// <param name="force">Take fields that others own.</param>
    /// <exception cref="ApiException">The configuration does not fit, or there are conflicts.</exception>
    public Document Apply(ServedResource resource, ApiCall call, Document? old, DocMap configuration, bool force)
    {
        var owner = OwnerOf(resource, call, isApplied: true);
        var root = FieldManagement.Apply(
            resource.Schema, old?.Root, configuration, owner, force, FilterOf(resource, call) ?? FieldFilter.All, new ResourceVersions(catalog, resource));
        return new Document(resource.Schema, root);
    }

    private void Record(ServedResource resource, ApiCall call, DocMap? old, Document next, FieldFilter filter) => FieldManagement.Update(
        resource.Schema,
        old,
        next.Root,
        OwnerOf(resource, call, isApplied: false),
        filter,
        new ResourceVersions(catalog, resource),
        call.ForgetsManagers);

    private FieldOwner OwnerOf(ServedResource resource, ApiCall call, bool isApplied) => new(
        call.FieldManager is { Length: > 0 } manager ? manager : "unknown",
        resource.Schema.ApiVersion,
        call.OwnerSubresource ?? call.Subresource,
        Now(),
        isApplied);

    // All objects written within a second share its text.
    private string Now()
    {
        var now = time.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        if (_now is not { } last || last.Second != second)
        {
            _now = last = new Moment(second, ViewScalars.FormatTime(now));
        }

        return last.Text;
    }

    // Null when the server writes for itself: managers stay as they are.
    private static FieldFilter? FilterOf(ServedResource resource, ApiCall call) =>
        call.FieldManager is null ? null : call.OwnedFields ?? resource.Strategy.OwnedFields(call.Subresource);
}
