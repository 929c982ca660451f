namespace LightKube.Api.Cel.Values;

/// <summary>A value that may be missing.</summary>
public sealed class CelOptional : CelReference
{
    private readonly CelValue _value;

    private CelOptional(CelValue value, bool hasValue)
    {
        _value = value;
        HasValue = hasValue;
    }

    public static CelOptional None { get; } = new(default, false);

    public bool HasValue { get; }

    /// <summary>The value; an error when there is none.</summary>
    public CelValue Value => HasValue ? _value : new CelError("optional.none() dereference");

    public override CelKind Kind => CelKind.Optional;

    public static CelOptional Of(CelValue value) => new(value, true);
}
