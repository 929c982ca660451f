using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Tests.Cel;

/// <summary>Whatever stands in an expression, compiling it ends with a program or a message, and evaluating it with a value.</summary>
public sealed class FuzzTests
{
    private const int Runs = 3000;

    private static readonly string[] Pieces =
    [
        "object", "self", ".spec", ".a", "[0]", "[?0]", ".?b", "(", ")", "{", "}", "[", "]", ",", ":", "?", "1", "-1", "9223372036854775807", "1u", "2.5", "1e300",
        "'x'", "\"\\u0041\"", "b'\\xff'", "r'\\d'", "'''a\nb'''", "true", "false", "null", "&&", "||", "!", "==", "!=", "<", ">=", "in", "+", "-", "*", "/", "%", " ", "\n",
        ".all(x, ", ".exists(i, v, ", ".map(x, x", ".filter(x, ", ".size()", "has(", "size(", "int(", "string(", "dyn(", "type(", "duration('1h')", "timestamp('2024-01-01T00:00:00Z')",
        ".matches('a*')", ".optMap(v, v)", ".orValue(1)", ".sort()", ".sortBy(x, x)", ".format([1])", "'%s %d'", "lists.range(3)", "quantity('1Gi')", "semver('1.2.3')", "// c", "é", "😀", "`", "@",
    ];

    [Test]
    public void Random_expressions_never_break_anything()
    {
        var random = new Random(20260725);
        var environment = new CelEnvironment();
        var slot = environment.Declare("object", CelType.Dyn);
        var self = environment.Declare("self", CelType.List(CelType.Int));
        var activation = new CelActivation(environment.VariableCount);
        activation.Set(slot, Trees.Map("{'spec':{'a':[1,2,{'b':null}]},'a':'x'}"));
        activation.Set(self, new ArrayList([1L, 2L]));
        var evaluated = 0;
        for (var run = 0; run < Runs; run++)
        {
            var expression = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            try
            {
                var program = environment.Compile(expression);
                _ = program.EstimateCost();
                _ = program.Evaluate(activation, out _, limit: 100_000).ToString();
                evaluated++;
            }
            catch (CelCompileException e)
            {
                Assert.That(e.Message, Is.Not.Empty);
            }
            catch (Exception e) when (e is not SuccessException)
            {
                Assert.Fail($"{expression}: {e}");
            }
        }

        Assert.That(evaluated, Is.GreaterThan(0));
    }
}
