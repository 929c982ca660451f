using System.Collections.Concurrent;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>The other versions, and groups, in which the same stored objects are served.</summary>
internal sealed class EquivalentResources(Func<ResourceCatalog> catalog)
{
    private volatile Known? _known;

    /// <summary>The resources with the same objects, without the given one.</summary>
    public IReadOnlyList<ServedResource> Of(KindSchema kind)
    {
        var present = catalog().Current;
        var known = _known is { } kept && ReferenceEquals(kept.Catalog, present) ? kept : _known = new Known(present);
        return known.Others.GetOrAdd(kind, static (asked, from) => Find(asked, from), present);
    }

    /// <summary>The request as that resource has it.</summary>
    /// <param name="request">What is judged.</param>
    /// <param name="other">One of <see cref="Of"/>; null for the addressed one.</param>
    /// <param name="cancel">Ends the wait for who converts.</param>
    public async ValueTask<RequestView> ViewAsync(AdmissionRequest request, ServedResource? other, CancellationToken cancel) => other is null
        ? RequestView.Of(request)
        : new RequestView(
            request,
            other.Schema,
            request.Object is null ? null : await ConvertAsync(request.Object, request.Kind, other, cancel).ConfigureAwait(false),
            request.Old is null ? null : await ConvertAsync(request.Old, request.Kind, other, cancel).ConfigureAwait(false));

    /// <summary>The object as another version has it; objects of a subresource, such as Scale, are the same in all.</summary>
    /// <returns>A new, mutable tree, or the same one.</returns>
    public ValueTask<DocMap> ConvertAsync(Document document, KindSchema addressed, ServedResource to, CancellationToken cancel) =>
        ReferenceEquals(document.Schema, addressed) && catalog().Find(addressed) is { } from
            ? ConvertAsync(document, from, to, cancel)
            : ValueTask.FromResult(document.Root);

    /// <summary>The way back of what <see cref="ConvertAsync"/> gave, changed since.</summary>
    public ValueTask<DocMap> ConvertBackAsync(DocMap converted, Document document, ServedResource to, CancellationToken cancel) =>
        catalog().Find(document.Schema) is { } own && document.Schema.Kind == to.Schema.Kind
            ? ConvertAsync(new Document(to.Schema, converted), to, own, cancel)
            : ValueTask.FromResult(converted);

    private static IReadOnlyList<ServedResource> Find(KindSchema kind, ResourceCatalog.Snapshot catalog)
    {
        var own = catalog.Find(kind.Group, kind.Version, kind.Plural);
        return own is null ? [] : [.. catalog.All.Where(other => !ReferenceEquals(other, own) && ReferenceEquals(other.Cache, own.Cache))];
    }

    private static async ValueTask<DocMap> ConvertAsync(Document document, ServedResource from, ServedResource to, CancellationToken cancel)
    {
        if (from.Conversion is null && to.Conversion is null && from.Versions is { } versions)
        {
            return (await versions.ConvertAsync(document, to.Schema, cancel).ConfigureAwait(false)).Root;
        }

        var stored = from.Conversion is { } outward ? outward.ToStored(document.Root) : document.Root;
        return to.Conversion is { } inward ? inward.FromStored(stored) : stored;
    }

    /// <summary>What was found out about one catalog: each request asks.</summary>
    private sealed record Known(ResourceCatalog.Snapshot Catalog)
    {
        public ConcurrentDictionary<KindSchema, IReadOnlyList<ServedResource>> Others { get; } = new();
    }
}
