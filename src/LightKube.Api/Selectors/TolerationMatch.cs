using LightKube.Api.Core.V1;

namespace LightKube.Api.Selectors;

/// <summary>Whether a toleration is one for a taint.</summary>
public static class TolerationMatch
{
    /// <summary>An empty effect fits every effect, and an empty key with <c>Exists</c> every taint.</summary>
    /// <param name="toleration">What a pod tolerates.</param>
    /// <param name="key">The taint's key.</param>
    /// <param name="value">The taint's value.</param>
    /// <param name="effect">The taint's effect.</param>
    public static bool Fits(Toleration toleration, string key, string value, string effect) =>
        (toleration.Effect.Length == 0 || toleration.Effect == effect)
        && (toleration.Key.Length == 0 || toleration.Key == key)
        && toleration.Operator switch
        {
            "Exists" => true,
            "" or "Equal" => toleration.Key.Length > 0 && toleration.Value == value,
            _ => false,
        };
}
