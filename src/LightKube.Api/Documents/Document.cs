using LightKube.Api.Meta.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Api.Documents;

/// <summary>An API object of any kind, built-in or custom: its tree and the schema that gives the tree a meaning.</summary>
public sealed class Document(KindSchema schema, DocMap root)
{
    public KindSchema Schema { get; } = schema;

    public DocMap Root { get; } = root;

    public ObjectMeta Metadata => new(Root.GetOrAddOrRead("metadata"));

    public string Name => Meta("name");

    /// <summary>Empty for a cluster-scoped object.</summary>
    public string Namespace => Meta("namespace");

    public string Uid => Meta("uid");

    public string ResourceVersion => Meta("resourceVersion");

    public DocMap? Labels => Root.GetMap("metadata")?.GetMap("labels");

    public bool IsFrozen => Root.IsFrozen;

    /// <summary>Makes the object immutable, so that any thread may read it.</summary>
    public Document Freeze()
    {
        Root.Freeze();
        return this;
    }

    /// <summary>A copy that may be changed.</summary>
    public Document MutableCopy() => new(Schema, Root.DeepClone());

    /// <summary>The typed view over this same tree.</summary>
    public T As<T>()
        where T : KubeObject, IKubeObject<T> => T.Over(Root);

    public override string ToString() => Namespace.Length == 0 ? $"{Schema.Kind} {Name}" : $"{Schema.Kind} {Namespace}/{Name}";

    private string Meta(string key) => Root.GetMap("metadata")?.GetString(key) ?? "";
}
