using LightKube.Api.Json;

namespace LightKube.Api.Cbor;

/// <summary>Bounds on what is read as CBOR. The length of each item is checked against the bytes that are there before anything is made of it.</summary>
public static class CborLimits
{
    /// <summary>Levels of maps, lists and tags; what holds for JSON.</summary>
    public const int MaxDepth = JsonLimits.MaxDepth;

    /// <summary>Places made for a container before its items are seen: a few bytes can claim millions of them, at each level.</summary>
    public const int FirstCapacity = 16;
}
