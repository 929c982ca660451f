using LightKube.Api.Documents;
using LightKube.Api.Meta.V1;
using LightKube.Api.Schemas;

namespace LightKube.Api.Views;

/// <summary>What generic code needs from a typed kind.</summary>
public interface IKubeObject<TSelf>
    where TSelf : KubeObject, IKubeObject<TSelf>
{
    /// <summary>The kind's names and type.</summary>
    static abstract KindSchema Schema { get; }

    /// <summary>The view over that tree.</summary>
    static abstract TSelf Over(DocMap root);
}

/// <summary>The typed view of a whole API object.</summary>
public abstract class KubeObject : View
{
    private protected KubeObject(string apiVersion, string kind)
    {
        Put("apiVersion", apiVersion);
        Put("kind", kind);
    }

    private protected KubeObject(DocMap root)
        : base(root)
    {
    }

    public string ApiVersion => GetString("apiVersion");

    public string Kind => GetString("kind");

    public ObjectMeta Metadata
    {
        get => new(this, "metadata");
        set => Assign("metadata", value);
    }

    public string Name => Metadata.Name;

    /// <summary>Empty for a cluster-scoped object.</summary>
    public string Namespace => Metadata.Namespace;

    /// <summary>Namespace and name.</summary>
    public ObjectKey Key => new(Namespace, Name);
}
