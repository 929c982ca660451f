namespace LightKube.Api.Json;

/// <summary>Bounds on what is read as JSON.</summary>
public static class JsonLimits
{
    /// <summary>Levels of maps and lists. The deepest published CustomResourceDefinitions need about 80; a thread's stack holds far more than this.</summary>
    public const int MaxDepth = 512;
}
