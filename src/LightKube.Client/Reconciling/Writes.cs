using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Client.Reconciling;

/// <summary>The kinds that a reconciler changes. The test rig refuses writes that are not declared.</summary>
public sealed class Writes
{
    private readonly KindSchema[] _kinds;

    private Writes(KindSchema[] kinds) => _kinds = kinds;

    public static readonly Writes Nothing = new([]);

    /// <summary>Any kind: for those that delete what others made.</summary>
    public static readonly Writes Everything = new([]);

    public IReadOnlyList<KindSchema> Kinds => _kinds;

    public static Writes Only<T>()
        where T : KubeObject, IKubeObject<T> => new([T.Schema]);

    public Writes And<T>()
        where T : KubeObject, IKubeObject<T> => new([.. _kinds, T.Schema]);

    public bool Allows(KindSchema kind) =>
        ReferenceEquals(this, Everything) || Array.Exists(_kinds, mine => mine.Group == kind.Group && mine.Kind == kind.Kind);
}
