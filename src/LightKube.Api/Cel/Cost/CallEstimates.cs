using LightKube.Api.Cel.Evaluation;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Cost;

/// <summary>What calls of functions can cost, beside their arguments, and how large their results can be.</summary>
internal static class CallEstimates
{
    private static readonly CostRange One = CostRange.Exactly(1);

    /// <summary>Of an address, in bytes.</summary>
    private static readonly CostRange Address = new(4, 16);

    /// <summary>The longest regular expression of a named format.</summary>
    private const double FormatRegex = 128;

    public static (CostRange Cost, CostRange? Size) Of(CostEstimator sizes, CallExpr call, string overload) =>
        ByOverload(sizes, call, overload) ?? ByFunction(sizes, call, overload) ?? (One, null);

    private static (CostRange Cost, CostRange? Size)? ByOverload(CostEstimator sizes, CallExpr call, string overload)
    {
        switch (overload)
        {
            case "list_slice":
                var end = Literal(call.Args[1]) ?? sizes.SizeOf(call.Target!).Max;
                return List(1, CostRange.Exactly(end - Math.Min(end, Literal(call.Args[0]) ?? 0)));
            case "lists_range":
                return List(1, CostRange.Exactly(Literal(call.Args[0]) ?? ulong.MaxValue));
            case "list_reverse":
                return List(1, sizes.SizeOf(call.Target!));
            case "list_flatten":
                return List(1, sizes.SizeOf(call.Target!));
            case "list_flatten_int":
                return List(Literal(call.Args[0]) ?? ulong.MaxValue, sizes.SizeOf(call.Target!));
            case "list_distinct":
                return List(2, sizes.SizeOf(call.Target!) * sizes.SizeOf(call.Target!));
            case "list_sets_contains_list" or "list_sets_intersects_list":
                return (sizes.SizeOf(call.Args[0]) * sizes.SizeOf(call.Args[1]) + One, null);
            case "list_sets_equivalent_list":
                return (sizes.SizeOf(call.Args[0]) * sizes.SizeOf(call.Args[1]) * 2.0 + One, null);
            default:
                return overload.EndsWith("_sort", StringComparison.Ordinal) ? Sorted(sizes.SizeOf(call.Target!), overload)
                    : overload.EndsWith("_sortByAssociatedKeys", StringComparison.Ordinal) ? Sorted(sizes.SizeOf(call.Args[0]), overload)
                    : Standard(sizes, call, overload);
        }
    }

    private static (CostRange Cost, CostRange? Size)? Standard(CostEstimator sizes, CallExpr call, string overload)
    {
        switch (overload)
        {
            case "string_format":
                return (sizes.SizeOf(call.Target!) * Costs.Character, null);
            case "string_to_bytes":
                var text = sizes.SizeOf(call.Args[0]);
                return (text * Costs.Character, new CostRange(text.Min, unchecked(text.Max * 4)));
            case "bytes_to_string":
                var bytes = sizes.SizeOf(call.Args[0]);
                return (bytes * Costs.Character, new CostRange(bytes.Min / 4, bytes.Max));
            case "strings_quote":
                var quoted = sizes.SizeOf(call.Args[0]);
                return (quoted * Costs.Character, new CostRange(quoted.Min + 2, unchecked(quoted.Max * 2 + 2)));
            case "starts_with_string" or "ends_with_string":
                return (sizes.SizeOf(call.Args[0]) * Costs.Character, null);
            case "in_list":
                return (sizes.SizeOf(call.Args[1]), null);
            case "matches_string":
                return (Regex(sizes.SizeOf(call.Target!), sizes.SizeOf(call.Args[0])), null);
            case "contains_string":
                return (sizes.SizeOf(call.Target!) * Costs.Character * (sizes.SizeOf(call.Args[0]) * Costs.Character), null);
            case "equals" or "not_equals":
                return (Equality(sizes, call), null);
            default:
                return OperatorCosts.For(overload) == OperatorCost.Shorter && call.Function[0] == '_'
                    ? (Shorter(sizes.SizeOf(call.Args[0]), sizes.SizeOf(call.Args[1])), null)
                    : null;
        }
    }

    private static (CostRange Cost, CostRange? Size)? ByFunction(CostEstimator sizes, CallExpr call, string overload)
    {
        switch (call.Function)
        {
            case "check":
                return (CostRange.Exactly(CallCosts.AuthorizerCheck), null);
            case "fieldSelector" or "labelSelector":
                var selector = sizes.SizeOf(call.Args[0]);
                return (CostRange.Exactly(Costs.CreateList) + selector * Costs.Character + selector * 0.5 * (double)(Costs.CreateList + Costs.CreateObject), null);
            case "isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf" or "includes" when call.Target is { } list:
                return (Items(sizes, list), null);
            case "url" or "jsonpatch.escapeKey":
                return (sizes.SizeOf(call.Args[0]) * Costs.Character, sizes.SizeOf(call.Args[0]));
            case "lowerAscii" or "upperAscii" or "substring" or "trim" when call.Target is { } text:
                return (sizes.SizeOf(text) * Costs.Character, sizes.SizeOf(text));
            case "replace" when call.Target is { } text:
                return (sizes.SizeOf(text) * (2 * Costs.Character), Replaced(sizes.SizeOf(text), sizes.SizeOf(call.Args[0]), sizes.SizeOf(call.Args[1])));
            case "split" when call.Target is { } text:
                var most = call.Args.Length > 1 ? Literal(call.Args[1]) : null;
                return (sizes.SizeOf(text) * (2 * Costs.Character), new CostRange(0, most ?? sizes.SizeOf(text).Max));
            case "join" when call.Target is { } list:
                var joined = Joined(sizes, list, call.Args);
                return (joined * Costs.Character, joined);
            case "find" or "findAll" when call.Target is { } text:
                return (Regex(sizes.SizeOf(text), sizes.SizeOf(call.Args[0])), new CostRange(0, sizes.SizeOf(text).Max));
            case "ip" when overload == "cidr_ip":
                return null;
            case "cidr" or "isIP" or "isCIDR" or "ip" or "quantity" or "isQuantity" or "semver" or "isSemver":
                return (sizes.SizeOf(call.Args[0]) * Costs.Character, null);
            case "ip.isCanonical":
                return (sizes.SizeOf(call.Args[0]) * (2 * Costs.Character), null);
            case "validate" when call.Args.Length == 1:
                return (sizes.SizeOf(call.Args[0]) * Costs.Character * (FormatRegex * Costs.RegexCharacter), null);
            case "containsIP":
                return ((Address + Address) * Costs.Character + Parsed(sizes, call, overload == "cidr_contains_ip_string"), null);
            case "containsCIDR":
                return ((Address + Address) * Costs.Character + Address * Costs.Character + One + Parsed(sizes, call, overload == "cidr_contains_cidr_string"), null);
            default:
                return null;
        }
    }

    private static ulong? Literal(Expr expr) => expr is LiteralExpr { Value: { Kind: CelKind.Int } value } ? (ulong)Math.Max(0, value.Int) : null;

    private static (CostRange Cost, CostRange? Size) List(double factor, CostRange size) => (size * factor + One + CostRange.Exactly(Costs.CreateList), size);

    private static (CostRange Cost, CostRange? Size) Sorted(CostRange size, string overload) =>
        List(overload.StartsWith("list_string", StringComparison.Ordinal) || overload.StartsWith("list_bytes", StringComparison.Ordinal) ? 2 + Costs.Character : 2, size * size);

    private static CostRange Parsed(CostEstimator sizes, CallExpr call, bool isText) => isText ? sizes.SizeOf(call.Args[0]) * Costs.Character : default;

    private static CostRange Regex(CostRange text, CostRange pattern) => (text + One) * Costs.Character * (pattern * Costs.RegexCharacter);

    private static CostRange Shorter(CostRange left, CostRange right)
    {
        var max = Math.Min(left.Max, right.Max);
        return new CostRange(max > 0 ? 1UL : 0, max) * Costs.Character;
    }

    private static CostRange Equality(CostEstimator sizes, CallExpr call)
    {
        var left = call.Args[0];
        if (call.Function == Operators.Equals && left.Type!.TypeKind == CelTypeKind.Opaque && !left.Type.IsOptional && left.Type.Same(call.Args[1].Type!))
        {
            return left.Type.Name switch
            {
                "kubernetes.NamedFormat" => new CostRange(1, 64) * Costs.Character,
                "kubernetes.URL" => new CostRange(1, sizes.SizeOf(call.Args[1]).Max is var max and < ulong.MaxValue ? max : 1) * Costs.Character,
                _ => One,
            };
        }

        return Shorter(sizes.SizeOf(left), sizes.SizeOf(call.Args[1]));
    }

    // Each item is looked at, and text character by character; of text, which has indexOf too, each character.
    private static CostRange Items(CostEstimator sizes, Expr target)
    {
        if (target.Type!.Parameters is not [var item, ..])
        {
            return sizes.SizeOf(target) * Costs.Character;
        }

        var each = item.TypeKind is CelTypeKind.String or CelTypeKind.Bytes ? One + sizes.ItemSizeOf(target) * Costs.Character : One;
        return sizes.SizeOf(target) * each;
    }

    private static CostRange Joined(CostEstimator sizes, Expr list, Expr[] args)
    {
        var count = sizes.SizeOf(list);
        var size = list.Type!.Parameters.Length > 0 ? count * sizes.ItemSizeOf(list) : default;
        return args.Length == 0 ? size : size + sizes.SizeOf(args[0]) * new CostRange(count.Min > 0 ? count.Min - 1 : 0, count.Max > 0 ? count.Max - 1 : 0);
    }

    // The largest result replaces the shortest parts by the longest, the smallest the longest by the shortest.
    private static CostRange Replaced(CostRange text, CostRange part, CostRange with)
    {
        var (most, keptMost) = part.Min == 0 ? (text.Max < ulong.MaxValue ? text.Max + 1 : text.Max, text.Max)
            : with.Max <= part.Min ? (0UL, text.Max)
            : (Divided(text.Max, part.Min), 0UL);
        var (least, keptLeast) = part.Max == 0 ? (text.Min < ulong.MaxValue ? text.Min + 1 : text.Min, text.Min)
            : part.Max <= with.Min ? (0UL, text.Min)
            : (Divided(text.Min, part.Max), 0UL);
        return new CostRange(least, most) * with + new CostRange(keptLeast, keptMost);
    }

    private static ulong Divided(ulong value, ulong by) => Math.Ceiling(value / (double)by) is var quotient && quotient >= 18446744073709551615.0 ? ulong.MaxValue : (ulong)quotient;
}
