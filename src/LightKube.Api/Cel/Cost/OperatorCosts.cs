using LightKube.Api.Cel.Evaluation;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Cost;

/// <summary>How the cost of an operator depends on its operands.</summary>
internal enum OperatorCost : byte
{
    /// <summary>It costs one, whatever they are.</summary>
    One,

    /// <summary>The shorter one is traversed.</summary>
    Shorter,

    /// <summary>Both are copied.</summary>
    Both,

    /// <summary>The list on the right is searched.</summary>
    RightItems,
}

/// <summary>What operators cost on actual values, by the rules of Kubernetes.</summary>
internal static class OperatorCosts
{
    public static ulong Of(OperatorCost cost, CelValue left, CelValue right) => cost switch
    {
        OperatorCost.Shorter => IsUnit(left) ? 1 : Traversal(Math.Min(Size(left), Size(right))),
        OperatorCost.Both => Traversal(Size(left) + Size(right)),
        OperatorCost.RightItems => (ulong)Size(right),
        _ => 1,
    };

    /// <summary>The rule for an overload by cel-go's name of it; null when types leave several possible.</summary>
    public static OperatorCost For(string? overload) => overload switch
    {
        "equals" or "not_equals" => OperatorCost.Shorter,
        "add_string" or "add_bytes" => OperatorCost.Both,
        "in_list" => OperatorCost.RightItems,
        not null when overload.EndsWith("_string", StringComparison.Ordinal) || overload.EndsWith("_bytes", StringComparison.Ordinal) => OperatorCost.Shorter,
        _ => OperatorCost.One,
    };

    /// <summary>What <c>size(x)</c> would say; 1 for what has no size.</summary>
    public static long Size(CelValue value)
    {
        if (value.AsString is { } text)
        {
            return CodePoints.Count(text);
        }

        if (value.TryList(out var list))
        {
            return list.Count;
        }

        if (value.TryMap(out var map))
        {
            return map.Count;
        }

        return value.AsBytes?.Data.Length ?? value.AsOpaque?.Size ?? (value.AsOptional is { HasValue: true } wrapped ? Size(wrapped.Value) : 1);
    }

    public static ulong Traversal(long size) => (ulong)Math.Ceiling(size * Costs.Character);

    // Values of the Kubernetes libraries are compared at once.
    private static bool IsUnit(CelValue value) => value.AsOpaque is not null;
}
