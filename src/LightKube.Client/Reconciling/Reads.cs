using LightKube.Api.Documents;
using LightKube.Api.Meta.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client.Informers;

namespace LightKube.Client.Reconciling;

/// <summary>The keys that are concerned when an object of another kind changes.</summary>
/// <param name="changed">The object; on an update it is called for the old and for the new one.</param>
/// <param name="informers">For look-ups in what is cached.</param>
public delegate IEnumerable<ObjectKey> Mapping<in T>(T changed, InformerSet informers);

/// <summary>
/// What a reconciler looks at: <c>Reads.Own&lt;Service&gt;().Also&lt;Pod&gt;(Find.ServicesSelecting)</c>.
/// </summary>
public sealed class Reads
{
    private readonly Source[] _sources;

    private Reads(Source[] sources) => _sources = sources;

    /// <param name="Kind">What is watched.</param>
    /// <param name="Scope">Which objects of it.</param>
    /// <param name="Keys">Which keys a state of an object concerns.</param>
    /// <param name="Matters">Whether a change between two states is worth a look.</param>
    internal sealed record Source(
        KindSchema Kind, InformerScope Scope, Func<Document, InformerSet, IEnumerable<ObjectKey>> Keys, Func<Document, Document, bool> Matters);

    internal IReadOnlyList<Source> Sources => _sources;

    /// <summary>The kind whose keys are reconciled.</summary>
    /// <param name="matters">Whether a change from the old to the new state is worth a look; null for always.</param>
    public static Reads Own<T>(Func<T, T, bool>? matters = null)
        where T : KubeObject, IKubeObject<T> => new Reads([]).Also(static (T own, InformerSet _) => [own.Key], matters);

    /// <summary>Another kind whose changes concern keys.</summary>
    /// <param name="keys">The keys that an object concerns.</param>
    /// <param name="matters">Whether a change from the old to the new state is worth a look; null for always.</param>
    /// <param name="scope">
    /// Which objects; null for all. What is in a narrower scope is read from that informer, and writes to it are not waited for.
    /// </param>
    public Reads Also<T>(Mapping<T> keys, Func<T, T, bool>? matters = null, InformerScope? scope = null)
        where T : KubeObject, IKubeObject<T> =>
        new([.. _sources, new Source(
            T.Schema,
            scope ?? InformerScope.Everything,
            (document, informers) => keys(document.As<T>(), informers),
            matters is null ? static (_, _) => true : (old, current) => matters(old.As<T>(), current.As<T>()))]);

    /// <summary>A kind that is only looked up: its changes concern nobody.</summary>
    public Reads AndLooksUp<T>()
        where T : KubeObject, IKubeObject<T> => Also<T>(static (_, _) => [], static (_, _) => false);

    /// <summary>Objects that the reconciled ones control: the key is the controller's.</summary>
    public Reads AlsoOwned<TOwned, TOwner>(Func<TOwned, TOwned, bool>? matters = null)
        where TOwned : KubeObject, IKubeObject<TOwned>
        where TOwner : KubeObject, IKubeObject<TOwner> =>
        Also(static (TOwned owned, InformerSet _) => ControllerKey<TOwner>(owned), matters);

    private static ObjectKey[] ControllerKey<TOwner>(KubeObject owned)
        where TOwner : KubeObject, IKubeObject<TOwner> =>
        owned.Metadata.OwnerReferences.Find(static reference => reference.Controller == true) is { } owner
        && owner.Kind == TOwner.Schema.Kind && OwnerReferenceGroup.Of(owner) == TOwner.Schema.Group
            ? [new ObjectKey(TOwner.Schema.Namespaced ? owned.Namespace : "", owner.Name)]
            : [];
}

/// <summary>Reads the group out of an owner reference's apiVersion.</summary>
public static class OwnerReferenceGroup
{
    /// <summary><c>apps</c> of <c>apps/v1</c>, empty of <c>v1</c>.</summary>
    public static string Of(OwnerReference reference)
    {
        var slash = reference.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : reference.ApiVersion[..slash];
    }
}
