using LightKube.Api.Cel.Types;

namespace LightKube.Api.Cel.Values;

/// <summary>A value of a type that a library defines.</summary>
public abstract class CelOpaque : CelReference
{
    public sealed override CelKind Kind => CelKind.Opaque;

    public abstract CelType Type { get; }

    /// <summary>What costs count it as: bytes of an address, 1 for most.</summary>
    public virtual int Size => 1;

    /// <summary>Whether both have the same content; values without a notion of that are equal to themselves only.</summary>
    public virtual bool ContentEquals(CelOpaque other) => ReferenceEquals(this, other);
}
