using LightKube.Api.Documents;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>
/// The newest object of each template. Replicas differ in their names and in little else, so the next one takes over what is equal: it then needs
/// a fraction of the memory, the garbage collector moves a fraction of the parts, and rules that its sibling met need not be asked again.
/// </summary>
/// <param name="cache">The kind's objects.</param>
public sealed class RecentSiblings(ResourceCache cache)
{
    /// <summary>Templates of one kind of which objects are likely to be created in turns.</summary>
    private const int Templates = 16;

    /// <summary>Objects of more bytes of JSON are not held on to: one may be deleted, and would still take its memory.</summary>
    public const int MaxBytes = 16 * 1024;

    private readonly Document?[] _newest = new Document?[Templates];

    /// <summary>Puts the parts of a sibling in the place of equal ones of the new object; what is shared is frozen.</summary>
    /// <returns>The sibling, which met all rules when it was created; null when none is known.</returns>
    public Document? Share(Document created)
    {
        if (Volatile.Read(ref _newest[TemplateOf(created)]) is not { } sibling)
        {
            return null;
        }

        SharedParts.Share(sibling.Root, created.Root);
        return sibling;
    }

    /// <summary>Remembers an object for the next one. Where nobody in the process holds on to documents there is nothing to share.</summary>
    /// <param name="created">Frozen.</param>
    /// <param name="bytes">Its length as JSON.</param>
    public void Add(Document created, int bytes)
    {
        if (cache.KeepsDocuments && bytes <= MaxBytes)
        {
            Volatile.Write(ref _newest[TemplateOf(created)], created);
        }
    }

    // Objects of one owner, or else of one namespace, mostly come from one template.
    private static int TemplateOf(Document document)
    {
        var metadata = document.Root.GetMap("metadata");
        var owner = metadata?.GetList("ownerReferences") is { Count: > 0 } owners ? owners[0].AsMap?.GetString("uid") : metadata?.GetString("namespace");
        return (int)((uint)(owner ?? "").GetHashCode(StringComparison.Ordinal) % Templates);
    }
}
