using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Optional values.</summary>
internal static class OptionalLibrary
{
    public static void Declare(FunctionTable table)
    {
        table.Add("optional_of", "optional.of(V):optional(V)", static args => CelOptional.Of(args[0]));
        table.Add("optional_ofNonZeroValue", "optional.ofNonZeroValue(V):optional(V)", static args => IsZero(args[0]) ? CelOptional.None : CelOptional.Of(args[0]));
        table.Add("optional_none", "optional.none():optional(V)", static _ => CelOptional.None);
        table.Add("optional_value", "<optional(V)>.value():V", static args => args[0].AsOptional!.Value);
        table.Add("optional_hasValue", "<optional(V)>.hasValue():bool", static args => args[0].AsOptional!.HasValue);
        table.Add("optional_or_optional", "<optional(V)>.or(optional(V)):optional(V)", null);
        table.Add("optional_orValue_value", "<optional(V)>.orValue(V):V", null);
        table.Add("select_optional_field", "_?._(dyn,string):optional(V)", null);
        table.Add("list_optindex_optional_int", "_[?_](list(V),int):optional(V)", null);
        table.Add("optional_list_optindex_optional_int", "_[?_](optional(list(V)),int):optional(V)", null);
        table.Add("map_optindex_optional_value", "_[?_](map(K,V),K):optional(V)", null);
        table.Add("optional_map_optindex_optional_value", "_[?_](optional(map(K,V)),K):optional(V)", null);
        table.Add("optional_list_index_int", "_[_](optional(list(V)),int):optional(V)", null);
        table.Add("optional_map_index_value", "_[_](optional(map(K,V)),K):optional(V)", null);
        table.Add("list_last", "<list(V)>.last():optional(V)", static args => At(args[0], last: true));
        table.Add("list_first", "<list(V)>.first():optional(V)", static args => At(args[0], last: false));
        table.Add("optional_unwrap", "optional.unwrap(list(optional(V))):list(V)", static args => Unwrapped(args[0]));
        table.Add("optional_unwrapOpt", "<list(optional(V))>.unwrapOpt():list(V)", static args => Unwrapped(args[0]));
    }

    private static bool IsZero(CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Duration => value.Int == 0,
        CelKind.Double => value.Double == 0,
        CelKind.String or CelKind.Bytes or CelKind.List or CelKind.Map => Cost.OperatorCosts.Size(value) == 0,
        CelKind.Optional => !value.AsOptional!.HasValue,
        CelKind.Timestamp => value.AsTimestamp is { Seconds: CelTimestamp.MinSeconds, Nanos: 0 },
        _ => false,
    };

    private static CelValue At(CelValue value, bool last)
    {
        value.TryList(out var list);
        return list.Count == 0 ? CelOptional.None : CelOptional.Of(list[last ? list.Count - 1 : 0]);
    }

    private static CelValue Unwrapped(CelValue value)
    {
        value.TryList(out var list);
        var items = new List<CelValue>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].AsOptional is not { } wrapped)
            {
                return CelValue.Error($"value {list[i]} is not optional");
            }

            if (wrapped.HasValue)
            {
                items.Add(wrapped.Value);
            }
        }

        return new ArrayList([.. items]);
    }
}
