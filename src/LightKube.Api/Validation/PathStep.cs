namespace LightKube.Api.Validation;

/// <summary>One step of the way from an object's root to a field.</summary>
/// <param name="Parent">The step before it; -1 for the root.</param>
/// <param name="Name">The field's name or the map's key; null for an item of a list.</param>
/// <param name="Index">The item's index, or one of the constants.</param>
internal readonly record struct PathStep(int Parent, string? Name, int Index)
{
    /// <summary>A field: <c>.name</c>.</summary>
    public const int Child = -1;

    /// <summary>An entry of a map: <c>[name]</c>.</summary>
    public const int Key = -2;

    /// <summary>A name that messages use and that is no field: <c>.name</c>.</summary>
    public const int Made = -3;
}
