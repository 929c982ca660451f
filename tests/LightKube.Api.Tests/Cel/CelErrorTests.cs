using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;

namespace LightKube.Api.Tests.Cel;

/// <summary>What is told of a wrong expression: cel-go's words, with line and caret.</summary>
public sealed class CelErrorTests
{
    [TestCase("x", "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | x\n | ^")]
    [TestCase("1 +\n  y", "ERROR: <input>:2:3: undeclared reference to 'y' (in container '')\n |   y\n | ..^")]
    [TestCase("1 + 'a'", "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a'\n | ..^")]
    [TestCase("self.nothing", "ERROR: <input>:1:5: undefined field 'nothing'\n | self.nothing\n | ....^")]
    [TestCase("self.name.size(1)", "ERROR: <input>:1:15: found no matching overload for 'size' applied to 'string.(int)'\n | self.name.size(1)\n | ..............^")]
    [TestCase("self.list.map(1, 2)", "ERROR: <input>:1:15: argument is not an identifier\n | self.list.map(1, 2)\n | ..............^")]
    [TestCase("has(self)", "ERROR: <input>:1:5: invalid argument to has() macro\n | has(self)\n | ....^")]
    [TestCase("true && 1", "ERROR: <input>:1:9: expected type 'bool' but found 'int'\n | true && 1\n | ........^")]
    [TestCase("[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^")]
    [TestCase("1.all(x, true)", "ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | 1.all(x, true)\n | ^")]
    [TestCase("!-x", "ERROR: <input>:1:2: Syntax error: mismatched input '-' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | !-x\n | .^")]
    [TestCase("1 1", "ERROR: <input>:1:3: Syntax error: mismatched input '1' expecting <EOF>\n | 1 1\n | ..^")]
    [TestCase("if", "ERROR: <input>:1:1: reserved identifier: if\n | if\n | ^")]
    [TestCase("9223372036854775808", "ERROR: <input>:1:1: invalid int literal\n | 9223372036854775808\n | ^")]
    [TestCase("'über'.x", "ERROR: <input>:1:7: type 'string' does not support field selection\n | 'über'.x\n | .．....^")]
    public void Mistakes_are_told_as_cel_go_tells_them(string expression, string expected)
    {
        var environment = new CelEnvironment();
        environment.Declare("self", DeclType.ObjectOf(
            "object",
            new DeclField("name", "name", DeclType.String),
            new DeclField("list", "list", DeclType.ListOf(DeclType.Int, 10))));

        var error = Assert.Throws<CelCompileException>(() => environment.Compile(expression));

        Assert.That(error!.Message, Is.EqualTo($"compilation failed: {expected}"));
    }

    [Test]
    public void Deep_and_long_expressions_are_refused()
    {
        var environment = new CelEnvironment();
        Assert.Multiple(() =>
        {
            Assert.That(() => environment.Compile(new string('(', 300) + "1" + new string(')', 300)), Throws.TypeOf<CelCompileException>().With.Message.Contains("expression recursion limit exceeded: 250"));
            Assert.That(() => environment.Compile(new string('[', 100_000)), Throws.TypeOf<CelCompileException>());
            Assert.That(() => environment.Compile(string.Join('+', Enumerable.Repeat("1", 300))), Throws.TypeOf<CelCompileException>());
            Assert.That(() => environment.Compile(new string(' ', 100_001)), Throws.TypeOf<CelCompileException>().With.Message.Contains("expression code point size exceeds limit: size: 100001, limit 100000"));
        });
    }

    [Test]
    public void The_result_must_have_the_wanted_type()
    {
        var environment = new CelEnvironment();
        Assert.That(() => environment.Compile("1", CelType.Bool), Throws.TypeOf<CelCompileException>().With.Message.EqualTo("must evaluate to bool but got int"));
    }

    [TestCase(".optMap(v, v)")]
    [TestCase(".optFlatMap(v, optional.of(v))")]
    public void A_chain_of_macros_that_double_what_stands_before_them_ends(string macro)
    {
        var chain = "optional.of(1)" + string.Concat(Enumerable.Repeat(macro, 8));
        Assert.That(new CelEnvironment().Compile(chain + ".value() == 1").Evaluate(new CelActivation(0), out _).IsTrue);

        Assert.That(
            () => new CelEnvironment().Compile("optional.of(1)" + string.Concat(Enumerable.Repeat(macro, 200))),
            Throws.TypeOf<CelCompileException>().With.Message.Contains("its macros copy more than 100000 parts of it"));
    }
}
