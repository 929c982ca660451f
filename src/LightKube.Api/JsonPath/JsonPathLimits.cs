namespace LightKube.Api.JsonPath;

/// <summary>
/// Paths come with definitions of custom resources and are followed for every row of every table. Each descent into an object multiplies what the
/// one before has found.
/// </summary>
public static class JsonPathLimits
{
    /// <summary>Steps of a path; one with more is refused.</summary>
    public const int MaxSteps = 64;

    /// <summary>Values that a step may find; what comes after them in the document is left out.</summary>
    public const int MaxValues = 10_000;
}
