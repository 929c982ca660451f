using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>
/// All rules of one built-in kind, in upstream's order and words. They look at the object alone: what depends on the server's own
/// state, such as free addresses, is its strategy's.
/// </summary>
internal abstract class KindValidation(KindSchema kind)
{
    public KindSchema Kind { get; } = kind;

    /// <summary>Judges a new object.</summary>
    /// <param name="obj">The new object.</param>
    /// <param name="sibling">An object that was judged good when it was created; not set when there is none.</param>
    public void Create(Field obj, Field sibling)
    {
        Metadata(obj["metadata"]);
        ValidateCreate(obj, sibling);
    }

    /// <summary>Judges a new object that is the first of its sort.</summary>
    public void Create(Field obj) => Create(obj, obj.With(default));

    /// <summary>Judges a change.</summary>
    /// <param name="obj">The new object.</param>
    /// <param name="old">The stored one.</param>
    /// <param name="subresource">Empty for the object itself.</param>
    public void Update(Field obj, Field old, string subresource)
    {
        if (subresource is "binding" or "eviction")
        {
            return; // The server's own doing, judged by its handler.
        }

        ObjectMetaValidation.CheckUpdate(obj["metadata"], old["metadata"]);
        Metadata(obj["metadata"]);
        if (subresource is "" or "scale")
        {
            ValidateUpdate(obj, old);
        }
        else
        {
            ValidateSubresource(obj, old, subresource);
        }
    }

    /// <summary>Advice about an object in which nothing is wrong.</summary>
    /// <param name="obj">The new object.</param>
    /// <param name="old">The stored one; not set for a new object.</param>
    public virtual void Warn(Field obj, Field old)
    {
    }

    /// <summary>What holds for the object whenever it is written.</summary>
    protected virtual void Validate(Field obj)
    {
    }

    protected virtual void ValidateCreate(Field obj) => Validate(obj);

    /// <inheritdoc cref="Create(Field, Field)"/>
    protected virtual void ValidateCreate(Field obj, Field sibling) => ValidateCreate(obj);

    protected virtual void ValidateUpdate(Field obj, Field old) => Validate(obj);

    protected virtual void ValidateSubresource(Field obj, Field old, string subresource)
    {
        if (subresource == "status")
        {
            ValidateStatus(obj, old);
        }
    }

    /// <summary>What is reported about the object; its author's part is the stored one.</summary>
    protected virtual void ValidateStatus(Field obj, Field old)
    {
    }

    private void Metadata(Field metadata)
    {
        ObjectMetaValidation.Check(Kind, metadata);
        var finalizers = metadata["finalizers"];
        for (var i = 0; i < finalizers.Count; i++)
        {
            BeFinalizer(finalizers[i]);
        }
    }

    /// <summary>Finalizers without a domain are Kubernetes' own.</summary>
    protected static void BeFinalizer(Field finalizer)
    {
        if (!finalizer.Text.Contains('/') && finalizer.Text is not ("kubernetes" or "orphan" or "foregroundDeletion"))
        {
            finalizer.Invalid("name is neither a standard finalizer name nor is it fully qualified");
        }
    }
}
