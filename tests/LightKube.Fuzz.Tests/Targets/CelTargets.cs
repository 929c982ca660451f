using System.Text;
using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Json;
using LightKube.Api.Regexes;
using LightKube.Api.Tests.Cel;

namespace LightKube.Fuzz.Targets;

/// <summary>
/// Expressions: parsed, checked, their cost estimated, evaluated within a limit of cost. Each ends with a message or a value, twice the same, for no more
/// than the limit and a bounded amount of memory.
/// </summary>
internal static class CelTargets
{
    private const ulong Limit = 100_000;

    /// <summary>One evaluation may go over its limit by the call that exceeds it.</summary>
    private const ulong MostCost = 100 * Limit;

    private const long MostBytes = 512L << 20;

    private const string Schema = """
        {"type":"object","properties":{
          "replicas":{"type":"integer"},"ratio":{"type":"number"},"name":{"type":"string"},"port":{"x-kubernetes-int-or-string":true},
          "since":{"type":"string","format":"date-time"},"wait":{"type":"string","format":"duration"},"data":{"type":"string","format":"byte"},
          "labels":{"type":"object","additionalProperties":{"type":"string"}},
          "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
            "items":{"type":"object","properties":{"name":{"type":"string"},"port":{"type":"integer"}}}}}}
        """;

    private const string Self = """
        {"replicas":3,"ratio":2.5,"name":"web","port":"http","since":"2024-02-29T10:00:00Z","wait":"1h30m","data":"aGVsbG8=",
         "labels":{"app":"web","a.b/c":"d"},"set":["b","a"],"ports":[{"name":"x","port":1},{"name":"y","port":2}]}
        """;

    private static readonly string[] Words =
    [
        "object", "self", ".replicas", ".labels", ".ports", ".set", ".name", "[0]", "[?0]", ".?b", "(", ")", "{", "}", "[", "]", ",", ":", "?", "1", "-1", "9223372036854775807", "1u",
        "2.5", "1e300", "'x'", "\"\\u0041\"", "b'\\xff'", "r'\\d'", "'''a\nb'''", "true", "false", "null", "&&", "||", "!", "==", "!=", "<", ">=", " in ", "+", "-", "*", "/", "%", " ", "\n",
        ".all(x, ", ".exists(i, v, ", ".exists_one(x, ", ".map(x, x", ".filter(x, ", ".transformMap(k, v, ", ".transformList(k, v, ", ".size()", "has(", "size(", "int(", "uint(", "double(",
        "string(", "bytes(", "dyn(", "type(", "duration('1h')", "timestamp('2024-01-01T00:00:00Z')", ".getHours()", ".matches('a*')", ".find('[a-z]+')", ".findAll('a|b', 2)", ".split(',')",
        ".join('-')", ".replace('a', 'bb')", ".substring(1)", ".indexOf('a')", ".lowerAscii()", ".trim()", ".charAt(0)", ".reverse()", ".sort()", ".sortBy(x, x)", ".distinct()", ".flatten(9)",
        ".slice(0, 1)", ".sum()", ".max()", ".isSorted()", ".optMap(v, v)", ".orValue(1)", "optional.of(", "optional.none()", ".format([1])", "'%s %d %.3f %x'", "lists.range(3)", "math.greatest(",
        "sets.contains(", "quantity('1Gi')", ".isGreaterThan(", ".add(", "semver('1.2.3')", "ip('10.0.0.1')", "cidr('10.0.0.0/8')", ".containsIP(", "url('https://a/b?c=d')", ".getQuery()",
        "format.dns1123Label()", ".validate(", "// c", "é", "😀", "`", "@",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("cel", _ => Expressions().Select(Encoding.UTF8.GetBytes), Words, bytes => Attempt(Encoding.UTF8.GetString(bytes))),
        new(
            "regex",
            _ => new[] { @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", @"(?i)^\d{1,3}(\.\d{1,3}){3}$", @"\p{Lu}\x{1F600}[[:^alpha:]\W]+?", @"\Qa.b\E|(?P<n>x)*" }.Select(Encoding.UTF8.GetBytes),
            ["(", ")", "(?:", "(?i)", "(?P<n>", "[", "]", "[^", "[:alpha:]", "-", "|", "*", "+", "?", "{2}", "{1000}", "{2,}", "\\d", "\\W", "\\pL", "\\p{Greek}", "\\x{10000}", "\\Q", "\\E", "\\b", "^", "$", ".", "😀"],
            bytes => Match(Encoding.UTF8.GetString(bytes))),
    ];

    // The language's own vectors, and what Kubernetes adds to it.
    private static IEnumerable<string> Expressions()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cel", "Vectors"), "*.textproto").Order(StringComparer.Ordinal))
        {
            foreach (var section in TextProto.Parse(File.ReadAllText(file)).Messages("section"))
            {
                foreach (var test in section.Messages("test"))
                {
                    yield return test.Text("expr")!;
                }
            }
        }

        foreach (var word in Words)
        {
            yield return "self.name" + word;
            yield return "self.set" + word;
            yield return word;
        }
    }

    private static string Attempt(string expression)
    {
        var environment = new CelEnvironment();
        var type = OpenApiTypes.From(JsonText.Parse(Schema).AsMap!, isResourceRoot: false)!;
        var (self, any) = (environment.Declare("self", type), environment.Declare("object", CelType.Dyn));
        var activation = new CelActivation(environment.VariableCount);
        activation.Set(self, TypedValues.Read(JsonText.Parse(Self), type));
        activation.Set(any, JsonText.Parse(Self).AsMap!);
        CelProgram program;
        try
        {
            program = environment.Compile(expression);
        }
        catch (CelCompileException e)
        {
            return Shape(e.Message);
        }

        _ = program.EstimateCost();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var value = program.Evaluate(activation, out var cost, Limit);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (cost > MostCost || allocated > MostBytes)
        {
            throw new InvalidOperationException($"it cost {cost} and took {allocated} bytes");
        }

        var text = value.ToString();
        if (program.Evaluate(activation, out _, Limit).ToString() is var again && again != text)
        {
            throw new InvalidOperationException($"{text}, and then {again}");
        }

        return value.AsError is { } error ? Shape(error.Message) : $"{program.ResultType} {cost > 10} {cost > 1000}";
    }

    private static string Match(string pattern)
    {
        if (Re2Regex.Problem(pattern) is { } problem)
        {
            return Shape(problem);
        }

        var matches = Re2Regex.Get(pattern).Count("web-1.Example αβγ 10.0.0.1 aaaaaaaaaaaaaaaaaaaaaaaa😀 漢字\n_x");
        return $"{Math.Min(matches, 3)}";
    }

    // A message without what it quotes.
    private static string Shape(string message)
    {
        var letters = message.Split('\n')[0].Where(static c => char.IsAsciiLetter(c) || c == ' ').Take(60);
        return string.Concat(letters);
    }
}
