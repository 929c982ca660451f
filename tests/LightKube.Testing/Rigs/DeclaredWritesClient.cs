using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Reconciling;

namespace LightKube.Testing.Rigs;

/// <summary>Refuses writes to kinds that no reconciler of the rig has declared, and can make writes fail.</summary>
public sealed class DeclaredWritesClient(IClient inner) : PassingClient(inner)
{
    private volatile Writes[] _allowed = [];

    /// <summary>Called before each write with the verb and the object's kind; what it throws is the write's error.</summary>
    public Action<string, KindSchema>? BeforeWrite { get; set; }

    public void Allow(Writes writes) => _allowed = [.. _allowed, writes];

    public override Task<Document> CreateAsync(Document document, CancellationToken cancel)
    {
        Check("create", document.Schema);
        return base.CreateAsync(document, cancel);
    }

    public override Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel)
    {
        Check("update", document.Schema);
        return base.UpdateAsync(document, subresource, cancel);
    }

    public override Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel)
    {
        Check("patch", kind);
        return base.PatchAsync(kind, key, patch, subresource, cancel);
    }

    public override Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel)
    {
        Check("delete", kind);
        return base.DeleteAsync(kind, key, query, cancel);
    }

    public override Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel)
    {
        Check("post", kind);
        return base.PostAsync(kind, key, subresource, body, cancel);
    }

    private void Check(string verb, KindSchema kind)
    {
        if (!Array.Exists(_allowed, writes => writes.Allows(kind)))
            throw new InvalidOperationException($"{verb} of {kind.GroupResource}: no reconciler of this rig declares that it writes it");
        BeforeWrite?.Invoke(verb, kind);
    }
}
