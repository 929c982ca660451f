using LightKube.Api.Cel.Evaluation;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Cost;

/// <summary>What one call cost, by its arguments (target first) and result.</summary>
internal delegate ulong CallCost(ReadOnlySpan<CelValue> args, CelValue result);

/// <summary>What functions cost on actual values, by the rules of Kubernetes.</summary>
internal static class CallCosts
{
    /// <summary>An authorization check: two of them are all that one evaluation can afford.</summary>
    public const ulong AuthorizerCheck = 350_000;

    /// <summary>The rule for a function; null when each call costs one.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="overload">cel-go's name of the overload; null when types leave several possible.</param>
    public static CallCost? For(string function, string? overload) => ByOverload(overload) ?? function switch
    {
        "check" => static (_, _) => AuthorizerCheck,
        "fieldSelector" or "labelSelector" => static (args, _) => Selector(OperatorCosts.Size(args[1])),
        "isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf" or "includes" => static (args, _) => Tree(args[0]),
        "url" or "lowerAscii" or "upperAscii" or "substring" or "trim" or "jsonpatch.escapeKey"
            or "isIP" or "isCIDR" or "cidr" or "quantity" or "isQuantity" or "semver" or "isSemver" =>
            static (args, _) => OperatorCosts.Traversal(OperatorCosts.Size(args[0])),
        "ip" => overload == "cidr_ip" ? null : static (args, _) => OperatorCosts.Traversal(OperatorCosts.Size(args[0])),
        "replace" or "split" or "ip.isCanonical" => static (args, _) => OperatorCosts.Traversal(2 * OperatorCosts.Size(args[0])),
        "join" => static (_, result) => OperatorCosts.Traversal(2 * OperatorCosts.Size(result)),
        "find" or "findAll" => static (args, _) => Regex(OperatorCosts.Size(args[0]), OperatorCosts.Size(args[1])),
        "validate" => static (args, _) => args[0].AsOpaque is NamedFormat format ? Regex(OperatorCosts.Size(args[1]), format.MaxRegexSize) : 1,
        "containsIP" => overload == "cidr_contains_ip_string" ? static (args, _) => Contains(args) + OperatorCosts.Traversal(OperatorCosts.Size(args[1])) : static (args, _) => Contains(args),
        "containsCIDR" => overload == "cidr_contains_cidr_string"
            ? static (args, _) => ContainsNetwork(args) + OperatorCosts.Traversal(OperatorCosts.Size(args[1]))
            : static (args, _) => ContainsNetwork(args),
        _ => null,
    };

    public static ulong Selector(long length) =>
        Costs.CreateList + OperatorCosts.Traversal(length) + (ulong)Math.Ceiling(length * 0.5) * (Costs.CreateList + Costs.CreateObject);

    private static CallCost? ByOverload(string? overload) => overload switch
    {
        "starts_with_string" or "ends_with_string" or "string_to_bytes" or "bytes_to_string" or "strings_quote" or "string_format" =>
            static (args, _) => OperatorCosts.Traversal(OperatorCosts.Size(args[0])),
        "matches_string" => static (args, _) => Regex(OperatorCosts.Size(args[0]), OperatorCosts.Size(args[1])),
        "contains_string" => static (args, _) => OperatorCosts.Traversal(OperatorCosts.Size(args[0])) * OperatorCosts.Traversal(OperatorCosts.Size(args[1])),
        "list_sets_contains_list" or "list_sets_intersects_list" => static (args, _) => 1 + Product(args[0], args[1]),
        "list_sets_equivalent_list" => static (args, _) => 1 + 2 * Product(args[0], args[1]),
        "list_slice" or "lists_range" or "list_reverse" => static (_, result) => List((ulong)OperatorCosts.Size(result)),
        "list_flatten" => static (args, _) => List((ulong)OperatorCosts.Size(args[0])),
        "list_flatten_int" => static (args, _) => List((ulong)(OperatorCosts.Size(args[0]) * (double)Math.Max(0, args[1].IsInt ? args[1].Int : 0))),
        "list_distinct" => static (args, _) => SelfCompared(args[0]),
        not null when overload.EndsWith("_sort", StringComparison.Ordinal) => static (args, _) => SelfCompared(args[0]),
        not null when overload.EndsWith("_sortByAssociatedKeys", StringComparison.Ordinal) => static (args, _) => SelfCompared(args[1]),
        _ => null,
    };

    private static ulong Product(CelValue left, CelValue right) => (ulong)OperatorCosts.Size(left) * (ulong)OperatorCosts.Size(right);

    private static ulong List(ulong size) => size + 1 + Costs.CreateList;

    private static ulong SelfCompared(CelValue value)
    {
        var size = (double)OperatorCosts.Size(value);
        var text = value.TryList(out var list) && list.Count > 0 && list[0].Kind is CelKind.String or CelKind.Bytes;
        return List((ulong)(size * size * (text ? 2 + Costs.Character : 2)));
    }

    private static ulong Regex(long text, long pattern) =>
        (ulong)Math.Ceiling((1.0 + text) * Costs.Character) * (ulong)Math.Ceiling(pattern * Costs.RegexCharacter);

    private static ulong Contains(ReadOnlySpan<CelValue> args) => OperatorCosts.Traversal(2 * OperatorCosts.Size(args[0]));

    private static ulong ContainsNetwork(ReadOnlySpan<CelValue> args) =>
        Contains(args) + OperatorCosts.Traversal(OperatorCosts.Size(args[0])) + 1;

    // All that is below the value is looked at once.
    private static ulong Tree(CelValue value)
    {
        ulong cost = 0;
        if (value.AsString is { } text)
        {
            return (ulong)(System.Text.Encoding.UTF8.GetByteCount(text) * Costs.Character);
        }

        if (value.AsBytes is { } bytes)
        {
            return (ulong)(bytes.Data.Length * Costs.Character);
        }

        if (value.TryList(out var list))
        {
            for (var i = 0; i < list.Count; i++)
            {
                cost += Tree(list[i]);
            }

            return cost;
        }

        if (!value.TryMap(out var map))
        {
            return 1;
        }

        for (var i = 0; i < map.Count; i++)
        {
            var key = map.KeyAt(i);
            cost += key.IsUnset ? 0 : Tree(key) + Tree(map.Find(key));
        }

        return cost;
    }
}
