using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>The operators and functions of the language itself.</summary>
internal static class StandardLibrary
{
    public static void Declare(FunctionTable table)
    {
        Operators(table);
        Comparisons(table);
        ConversionFunctions(table);
        Texts(table);
        TimeFunctions.Declare(table);
    }

    private static void Operators(FunctionTable table)
    {
        table.Add("conditional", "_?_:_(bool,A,A):A", null);
        table.Add("logical_and", "_&&_(bool,bool):bool", null);
        table.Add("logical_or", "_||_(bool,bool):bool", null);
        table.Add("logical_not", "!_(bool):bool", null);
        table.Add("not_strictly_false", "@not_strictly_false(bool):bool", null);
        table.Add("equals", "_==_(A,A):bool", null);
        table.Add("not_equals", "_!=_(A,A):bool", null);
        table.Add("add_bytes", "_+_(bytes,bytes):bytes", null);
        table.Add("add_double", "_+_(double,double):double", null);
        table.Add("add_duration_duration", "_+_(duration,duration):duration", null);
        table.Add("add_duration_timestamp", "_+_(duration,timestamp):timestamp", null);
        table.Add("add_timestamp_duration", "_+_(timestamp,duration):timestamp", null);
        table.Add("add_int64", "_+_(int,int):int", null);
        table.Add("add_list", "_+_(list(A),list(A)):list(A)", null);
        table.Add("add_string", "_+_(string,string):string", null);
        table.Add("add_uint64", "_+_(uint,uint):uint", null);
        table.Add("subtract_double", "_-_(double,double):double", null);
        table.Add("subtract_duration_duration", "_-_(duration,duration):duration", null);
        table.Add("subtract_int64", "_-_(int,int):int", null);
        table.Add("subtract_timestamp_duration", "_-_(timestamp,duration):timestamp", null);
        table.Add("subtract_timestamp_timestamp", "_-_(timestamp,timestamp):duration", null);
        table.Add("subtract_uint64", "_-_(uint,uint):uint", null);
        table.Add("multiply_double", "_*_(double,double):double", null);
        table.Add("multiply_int64", "_*_(int,int):int", null);
        table.Add("multiply_uint64", "_*_(uint,uint):uint", null);
        table.Add("divide_double", "_/_(double,double):double", null);
        table.Add("divide_int64", "_/_(int,int):int", null);
        table.Add("divide_uint64", "_/_(uint,uint):uint", null);
        table.Add("modulo_int64", "_%_(int,int):int", null);
        table.Add("modulo_uint64", "_%_(uint,uint):uint", null);
        table.Add("negate_double", "-_(double):double", null);
        table.Add("negate_int64", "-_(int):int", null);
        table.Add("index_list", "_[_](list(A),int):A", null);
        table.Add("index_map", "_[_](map(A,B),A):B", null);
        table.Add("in_list", "@in(A,list(A)):bool", null);
        table.Add("in_map", "@in(A,map(A,B)):bool", null);
        table.Add("@mapInsert_map_key_value", "cel.@mapInsert(map(K,V),K,V):map(K,V)", null);
        table.Add("@mapInsert_map_map", "cel.@mapInsert(map(K,V),map(K,V)):map(K,V)", null);
    }

    private static void Comparisons(FunctionTable table)
    {
        string[] types = ["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"];
        foreach (var (function, id) in ((string, string)[])[("_<_", "less"), ("_<=_", "less_equals"), ("_>_", "greater"), ("_>=_", "greater_equals")])
        {
            foreach (var left in types)
            {
                table.Add($"{id}_{Id(left)}", $"{function}({left},{left}):bool", null);
                foreach (var right in types)
                {
                    if (left != right && IsNumber(left) && IsNumber(right))
                    {
                        table.Add($"{id}_{Id(left)}_{Id(right)}", $"{function}({left},{right}):bool", null);
                    }
                }
            }
        }
    }

    private static bool IsNumber(string type) => type is "int" or "uint" or "double";

    private static string Id(string type) => type is "int" or "uint" ? type + "64" : type;

    private static void ConversionFunctions(FunctionTable table)
    {
        Convert(table, "int", Conversions.ToInt, "int", "double", "duration", "string", "timestamp", "uint");
        Convert(table, "uint", Conversions.ToUint, "uint", "double", "int", "string");
        Convert(table, "double", Conversions.ToDouble, "double", "int", "string", "uint");
        Convert(table, "string", Conversions.ToText, "string", "bool", "bytes", "double", "duration", "int", "timestamp", "uint");
        Convert(table, "bytes", Conversions.ToBytes, "bytes", "string");
        Convert(table, "bool", Conversions.ToBool, "bool", "string");
        Convert(table, "timestamp", Conversions.ToTimestamp, "timestamp", "int", "string");
        Convert(table, "duration", Conversions.ToDuration, "duration", "string");
        table.Add("to_dyn", "dyn(A):dyn", static args => args[0]);
        table.Add("type", "type(A):type(A)", static args => args[0].Type);
    }

    private static void Convert(FunctionTable table, string to, Func<CelValue, CelValue> convert, params string[] types)
    {
        foreach (var from in types)
        {
            var id = from == to ? $"{Id(from)}_to_{Id(to)}" : $"{Id(from)}_to_{Id(to)}";
            table.Add(id, $"{to}({from}):{to}", args => convert(args[0]));
        }
    }

    private static void Texts(FunctionTable table)
    {
        foreach (var type in (string[])["bytes", "list(A)", "map(A,B)", "string"])
        {
            var id = type.Split('(')[0];
            table.Add($"size_{id}", $"size({type}):int", static args => Size(args[0]));
            table.Add($"{id}_size", $"<{type}>.size():int", static args => Size(args[0]));
        }

        table.Add("contains_string", "<string>.contains(string):bool", static args => args[0].AsString!.Contains(args[1].AsString!, StringComparison.Ordinal));
        table.Add("ends_with_string", "<string>.endsWith(string):bool", static args => args[0].AsString!.EndsWith(args[1].AsString!, StringComparison.Ordinal));
        table.Add("starts_with_string", "<string>.startsWith(string):bool", static args => args[0].AsString!.StartsWith(args[1].AsString!, StringComparison.Ordinal));
        table.Add("matches", "matches(string,string):bool", static args => RegexLibrary.Matches(args[0], args[1]));
        table.Add("matches_string", "<string>.matches(string):bool", static args => RegexLibrary.Matches(args[0], args[1]));
    }

    private static CelValue Size(CelValue value) => Cost.OperatorCosts.Size(value);
}
