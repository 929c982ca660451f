using LightKube.Api.Cel.Evaluation;

namespace LightKube.Api.Cel.Libraries;

/// <summary>
/// Bounds what functions make of text. Kubernetes counts the cost of some by what they are given and after they are done, which would let one
/// call take all memory.
/// </summary>
internal static class TextSize
{
    /// <summary>In characters: what one evaluation could pay for by joining.</summary>
    public const long Max = (long)CelLimits.PerCall * 10;

    /// <exception cref="EvalContext.CostLimitException">The text is longer.</exception>
    public static void Require(long length)
    {
        if (length > Max)
        {
            throw new EvalContext.CostLimitException();
        }
    }
}
