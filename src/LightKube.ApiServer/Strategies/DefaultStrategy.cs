using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies;

/// <summary>
/// What holds for every kind: status is written through its own endpoint alone, and that endpoint writes nothing else; the generation
/// counts changes of what the user wants. Kinds with rules of their own derive from it.
/// </summary>
public class DefaultStrategy : IKindStrategy
{
    private readonly bool _hasStatus;
    private readonly bool _hasGeneration;
    private readonly FieldFilter _ownedByMain;

    public DefaultStrategy(KindSchema kind)
    {
        Kind = kind;
        _hasStatus = kind.Type.Field("status") is not null && kind.Subresource("status") is not null;
        _hasGeneration = KindTraits.CountsGenerations(kind);
        _ownedByMain = _hasStatus ? EndpointFields.AllButStatus : FieldFilter.All;
    }

    public KindSchema Kind { get; }

    public virtual void SetDefaults(Document document)
    {
    }

    public void PrepareForCreate(Document document)
    {
        if (_hasStatus && !KeepsStatusOnCreate)
        {
            document.Root.Remove("status");
            if (KindTraits.AlwaysHasStatus(Kind))
            {
                document.Root.Set("status", new DocMap());
            }
        }

        var metadata = document.Root.GetOrAddMap("metadata");
        metadata.Set("generation", _hasGeneration ? 1 : default(Value));
        OnCreate(document);
    }

    public void PrepareForUpdate(Document document, Document old, string subresource)
    {
        if (subresource.Length == 0)
        {
            if (_hasStatus)
            {
                Keep(document.Root, old.Root, "status");
            }

            OnUpdate(document, old);
            CountGeneration(document, old);
            return;
        }

        // Upstream does not count a binding as a generation either.
        if (IsServersOwn(subresource))
        {
            return;
        }

        KeepAllBut(document.Root, old.Root, WritableBy(subresource));
        KeepMetadata(document, old, subresource);
        OnSubresourceUpdate(document, old, subresource);
        CountGeneration(document, old);
    }

    public virtual void Validate(Document document, FieldErrors errors) => ValidateObject(document, errors);

    public virtual void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
    }

    public virtual IEnumerable<string> Warnings(Document document) => [];

    public FieldFilter? OwnedFields(string subresource) =>
        subresource.Length == 0 ? _ownedByMain : IsServersOwn(subresource) ? null : EndpointFields.Of(Kind, WritableBy(subresource));

    public virtual void Abandon(Document document, Document? old)
    {
    }

    public virtual long GracePeriod(Document document, long? asked) => 0;

    public virtual void MarkDeleted(Document document)
    {
    }

    public virtual bool HoldsDeletion(Document document) => false;

    /// <summary>True for a kind whose objects report about themselves from the start.</summary>
    protected virtual bool KeepsStatusOnCreate => false;

    /// <summary>Called after the common part of a create.</summary>
    protected virtual void OnCreate(Document document)
    {
    }

    /// <summary>Called after the common part of an update of the object itself.</summary>
    protected virtual void OnUpdate(Document document, Document old)
    {
    }

    /// <summary>Called after the common part of an update through a subresource.</summary>
    protected virtual void OnSubresourceUpdate(Document document, Document old, string subresource)
    {
    }

    /// <summary>Rules that no <see cref="Validation.KindValidation"/> has: of kinds without one, and those that depend on the server's state.</summary>
    protected virtual void ValidateObject(Document document, FieldErrors errors)
    {
    }

    /// <summary>True for a subresource whose body is no object of the kind: the server itself made the change.</summary>
    protected virtual bool IsServersOwn(string subresource) => subresource is "binding" or "eviction";

    /// <summary>The top-level field that a subresource writes.</summary>
    protected virtual string WritableBy(string subresource) => subresource == "status" ? "status" : "spec";

    /// <summary>Puts the old object's value, or its absence, into the new one.</summary>
    protected static void Keep(DocMap map, DocMap old, string key) => map.Set(key, old[key].DeepClone());

    private static void KeepAllBut(DocMap root, DocMap old, string writable)
    {
        for (var i = root.Count - 1; i >= 0; i--)
        {
            var key = root.Entries[i].Key;
            if (IsKept(key, writable))
            {
                Keep(root, old, key);
            }
        }

        foreach (ref readonly var entry in old.Entries)
        {
            if (IsKept(entry.Key, writable) && !root.Contains(entry.Key))
            {
                Keep(root, old, entry.Key);
            }
        }
    }

    private static bool IsKept(string key, string writable) => key != writable && key is not ("apiVersion" or "kind" or "metadata");

    // Who reports status may annotate; pods and nodes are labelled that way too.
    private void KeepMetadata(Document document, Document old, string subresource)
    {
        var metadata = document.Root.GetOrAddMap("metadata");
        var before = old.Root.GetMap("metadata") ?? new DocMap();
        Keep(metadata, before, "ownerReferences");
        if (subresource != "status" || !KindTraits.LabelsThroughStatus(Kind))
        {
            Keep(metadata, before, "labels");
        }
    }

    private void CountGeneration(Document document, Document old)
    {
        var metadata = document.Root.GetOrAddMap("metadata");
        var before = old.Root.GetMap("metadata")?["generation"] ?? default;
        metadata.Set("generation", _hasGeneration && Differs(document.Root, old.Root) ? (before.AsInt ?? 0) + 1 : before);
    }

    private static bool Differs(DocMap root, DocMap old)
    {
        foreach (ref readonly var entry in root.Entries)
        {
            if (IsCounted(entry.Key) && !entry.Value.Equals(old[entry.Key]))
            {
                return true;
            }
        }

        foreach (ref readonly var entry in old.Entries)
        {
            if (IsCounted(entry.Key) && !root.Contains(entry.Key))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCounted(string key) => key is not ("apiVersion" or "kind" or "metadata" or "status");
}
