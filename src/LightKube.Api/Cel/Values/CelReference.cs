namespace LightKube.Api.Cel.Values;

/// <summary>A value that is an object of its own, and tells its kind.</summary>
public abstract class CelReference
{
    public abstract CelKind Kind { get; }
}
