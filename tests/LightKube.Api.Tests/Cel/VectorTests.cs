using System.Globalization;
using LightKube.Api.Cel;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Tests.Cel;

/// <summary>The language's own test vectors. Those about protobuf messages and containers, or without a type check, which Kubernetes does not use, are left out.</summary>
public sealed class VectorTests
{
    private static readonly string[] Messages = ["TestAllTypes", "google.protobuf.", "proto2", "proto3", "NestedTestAllTypes", "GlobalEnum"];

    /// <summary>Optional fields of what has no fields: an option of cel-go decides, and Kubernetes has none there.</summary>
    private static readonly string[] Different = ["optionals/optionals/map_null_entry_no_such_key", "optionals/optionals/map_present_key_invalid_field"];

    public static IEnumerable<TestCaseData> Vectors()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "Cel", "Vectors"), "*.textproto").Order(StringComparer.Ordinal))
        {
            var suite = TextProto.Parse(File.ReadAllText(file));
            foreach (var section in suite.Messages("section"))
            {
                // Kubernetes has an older string.format, which has its own tests.
                foreach (var test in section.Messages("test").Where(test => Fits(test) && section.Text("name") is not ("format" or "format_errors")))
                {
                    var name = $"{suite.Text("name")}/{section.Text("name")}/{test.Text("name")}";
                    if (!Different.Contains(name))
                    {
                        yield return new TestCaseData(test).SetArgDisplayNames(name);
                    }
                }
            }
        }
    }

    [TestCaseSource(nameof(Vectors))]
    public void Expressions_have_the_values_that_the_language_says(object vector)
    {
        var test = (TextProto)vector;
        var expression = test.Text("expr")!;
        var environment = Environment(test, out var names);
        CelProgram program;
        try
        {
            program = environment.Compile(expression);
        }
        catch (CelCompileException e)
        {
            Assert.That(test.Has("eval_error"), Is.True, e.Message);
            return;
        }

        var activation = new CelActivation(environment.VariableCount);
        foreach (var binding in test.Messages("bindings"))
        {
            activation.Set(names[binding.Text("key")!], Value(binding.Message("value")!.Message("value")!));
        }

        Compare(test, program, program.Evaluate(activation, out _));
    }

    private static void Compare(TextProto test, CelProgram program, CelValue value)
    {
        if (test.Has("eval_error") || test.Has("any_eval_errors"))
        {
            Assert.That(value.IsError, Is.True, $"{program.Expression} is {value}");
            return;
        }

        var expected = test.Message("value") ?? test.Message("typed_result")?.Message("result");
        var wanted = expected is null ? CelValue.True : Value(expected);
        Assert.That(value.IsError, Is.False, $"{program.Expression}: {value}");
        Assert.That(
            value.Kind == wanted.Kind && (CelEquality.Equal(value, wanted) || (value.Kind == CelKind.Double && double.IsNaN(value.Double) && double.IsNaN(wanted.Double))),
            Is.True,
            $"{program.Expression} is {value.Kind} {value}, not {wanted.Kind} {wanted}");
    }

    private static bool Fits(TextProto test)
    {
        var text = test.Text("expr")!;
        return !Array.Exists(Messages, name => text.Contains(name, StringComparison.Ordinal)) && string.IsNullOrEmpty(test.Text("container"))
            && !test.Has("unknown") && !test.Has("any_unknowns") && test.Text("check_only") != "true" && test.Text("disable_macros") != "true" && test.Text("disable_check") != "true"
            && !Mentions(test, "object_value") && !Mentions(test, "message_type") && !Mentions(test, "well_known") && !Mentions(test, "wrapper")
            && !Mentions(test, "enum_value") && !Mentions(test, "abstract_type") && !Mentions(test, "function");
    }

    private static bool Mentions(TextProto message, string name) =>
        message.Has(name) || message.Names.Distinct().Any(field => message.Messages(field).Any(inner => Mentions(inner, name)));

    private static CelEnvironment Environment(TextProto test, out Dictionary<string, int> names)
    {
        var table = KubernetesLibrary.Make();
        table.Add("string_reverse", "<string>.reverse():string", static args => TextLibrary.Reverse(args[0].AsString!));
        var environment = new CelEnvironment(table, new Macros(bindings: true)) { MixedLiterals = true };
        names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var declaration in test.Messages("type_env"))
        {
            var name = declaration.Text("name")!;
            names[name] = environment.Declare(name, Type(declaration.Message("ident")!.Message("type")!));
        }

        foreach (var binding in test.Messages("bindings"))
        {
            if (!names.ContainsKey(binding.Text("key")!))
            {
                names[binding.Text("key")!] = environment.Declare(binding.Text("key")!, CelType.Dyn);
            }
        }

        return environment;
    }

    private static CelType Type(TextProto type)
    {
        if (type.Message("list_type") is { } list)
        {
            return CelType.List(Type(list.Message("elem_type")!));
        }

        if (type.Message("map_type") is { } map)
        {
            return CelType.Map(Type(map.Message("key_type")!), Type(map.Message("value_type")!));
        }

        return type.Text("primitive") switch
        {
            "BOOL" => CelType.Bool,
            "INT64" => CelType.Int,
            "UINT64" => CelType.Uint,
            "DOUBLE" => CelType.Double,
            "STRING" => CelType.String,
            "BYTES" => CelType.Bytes,
            _ => type.Has("null") ? CelType.Null : CelType.Dyn,
        };
    }

    private static CelValue Value(TextProto value)
    {
        if (value.Message("list_value") is { } list)
        {
            return new ArrayList([.. list.Messages("values").Select(Value)]);
        }

        if (value.Message("map_value") is { } entries)
        {
            var map = new EntryMap(4);
            foreach (var entry in entries.Messages("entries"))
            {
                map.TryAdd(Value(entry.Message("key")!), Value(entry.Message("value")!));
            }

            return map;
        }

        return value.Text("bool_value") is { } flag ? flag == "true"
            : value.Text("int64_value") is { } number ? Integer(number)
            : value.Text("uint64_value") is { } unsigned ? ulong.Parse(unsigned, CultureInfo.InvariantCulture)
            : value.Text("double_value") is { } real ? Double(real)
            : value.Text("string_value") is { } text ? text
            : value.Bytes("bytes_value") is { } data ? new CelBytes(data)
            : value.Text("type_value") is { } type ? NamedType(type)
            : CelValue.Null;
    }

    private static long Integer(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : long.Parse(text, CultureInfo.InvariantCulture);

    private static double Double(string text) => text.ToLowerInvariant() switch
    {
        "inf" or "infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static CelType NamedType(string name)
    {
        foreach (var type in (CelType[])[CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null, CelType.Type, CelType.ListType, CelType.MapType, CelType.Timestamp, CelType.Duration])
        {
            if (type.Name == name)
            {
                return type;
            }
        }

        return CelType.Opaque(name);
    }
}
