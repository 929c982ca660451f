using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Tests.Cel;

/// <summary>Costs are part of the API: by them Kubernetes decides which rules a CustomResourceDefinition may have.</summary>
public sealed class CostTests
{
    private const string Ints = "[1, 2, 3, 4, 5]";

    [TestCase(Ints + ".sum()", 15UL)]
    [TestCase(Ints + ".indexOf(3)", 15UL)]
    [TestCase("'01234567890123456789012345678901234567890123456789'.indexOf('123')", 5UL)]
    [TestCase("url('https:://kubernetes.io/').getHost()", 4UL)]
    [TestCase("url('https:://kubernetes.io/') == url('https:://kubernetes.io/')", 9UL)]
    [TestCase("ip('192.168.0.1')", 2UL)]
    [TestCase("ip('192.168.0.1') == ip('192.168.0.1')", 5UL)]
    [TestCase("self.names.all(n, n.startsWith('a'))", 53UL)]
    [TestCase("self.names.all(n, n.contains(self.text))", 14_681_802UL)]
    [TestCase("self.text == 'abcdefghijklmnopqrstuvwxyz'", 5UL)]
    [TestCase("self.text.matches('a+')", 7UL)]
    [TestCase("has(self.text) && self.number > 3", 4UL)]
    [TestCase("self.open.all(n, self.open.all(m, m == n))", ulong.MaxValue)]
    public void Costs_are_estimated_from_declared_sizes(string expression, ulong expected)
    {
        var environment = new CelEnvironment();
        environment.Declare("self", OpenApiTypes.From(Trees.Map(Schema), isResourceRoot: false)!);
        var cost = environment.Compile(expression).EstimateCost();

        // Of what nothing limits only the order matters here: the size of a request does.
        if (expected is ulong.MaxValue or > 1_000_000)
        {
            Assert.That(cost, Is.GreaterThan(CelLimits.StaticPerExpression));
        }
        else
        {
            Assert.That(cost, Is.EqualTo(expected));
        }
    }

    [TestCase("1 + 1", 1UL)]
    [TestCase("self.number", 2UL)]
    [TestCase("self.number == 1", 3UL)]
    [TestCase("has(self.number)", 1UL)]
    [TestCase("true ? self.number : 1", 1UL)]
    [TestCase("self.names[0]", 3UL)]
    [TestCase("[1, self.number]", 12UL)]
    [TestCase("'a' in ['a', 'b']", 0UL)]
    [TestCase("self.text in ['a', 'b']", 2UL)]
    [TestCase("self.names.all(n, n == 'x')", 13UL)]
    [TestCase("self.names.exists(n, n == 'x')", 12UL)]
    [TestCase("'abcdefghijkl'.contains('k')", 2UL)]
    public void Costs_are_counted_while_evaluating(string expression, ulong expected)
    {
        var environment = new CelEnvironment();
        var type = OpenApiTypes.From(Trees.Map(Schema), isResourceRoot: false)!;
        var slot = environment.Declare("self", type);
        var activation = new CelActivation(environment.VariableCount);
        activation.Set(slot, TypedValues.Read(Trees.Map("{'text':'c','number':1,'names':['x','x']}"), type));

        environment.Compile(expression).Evaluate(activation, out var cost);

        Assert.That(cost, Is.EqualTo(expected));
    }

    [Test]
    public void An_evaluation_that_costs_too_much_is_given_up()
    {
        var environment = new CelEnvironment();
        var slot = environment.Declare("list", CelType.List(CelType.Int));
        var activation = new CelActivation(1);
        activation.Set(slot, new ArrayList([.. Enumerable.Range(0, 1000).Select(i => (CelValue)(long)i)]));
        var program = environment.Compile("list.all(a, list.all(b, a + b >= 0))");

        var value = program.Evaluate(activation, out var cost);

        Assert.Multiple(() =>
        {
            Assert.That(value.AsError!.Message, Is.EqualTo("operation cancelled: actual cost limit exceeded"));
            Assert.That(value.AsError.Reason, Is.EqualTo(CelErrorReason.CostLimit));
            Assert.That(cost, Is.InRange(CelLimits.PerCall, CelLimits.PerCall + 10));
            Assert.That(environment.Compile("lists.range(100000000).size() > 0").Evaluate(activation, out _).AsError!.Reason, Is.EqualTo(CelErrorReason.CostLimit));
        });
    }

    [TestCase("text.replace('', text)")]
    [TestCase("text.replace('a', text)")]
    [TestCase("text.split('').join(text)")]
    public void No_call_makes_text_without_end(string expression)
    {
        var environment = new CelEnvironment();
        var activation = new CelActivation(1);
        activation.Set(environment.Declare("text", CelType.String), new string('a', 500_000));

        Assert.That(environment.Compile(expression).Evaluate(activation, out _).AsError!.Reason, Is.EqualTo(CelErrorReason.CostLimit));
    }

    [Test]
    public void A_budget_is_used_up_by_many_evaluations()
    {
        var program = new CelEnvironment().Compile("1 + 1 + 1 == 3");
        var budget = 5L;
        var activation = new CelActivation(0);

        Assert.Multiple(() =>
        {
            Assert.That(program.Evaluate(activation, ref budget).IsTrue, Is.True);
            Assert.That(budget, Is.EqualTo(2));
            Assert.That(program.Evaluate(activation, ref budget).AsError!.Reason, Is.EqualTo(CelErrorReason.Budget));
        });
    }

    private const string Schema = """
        {'type':'object','properties':{
          'text':{'type':'string','maxLength':10},
          'number':{'type':'integer'},
          'names':{'type':'array','maxItems':10,'items':{'type':'string'}},
          'open':{'type':'array','items':{'type':'string'}}}}
        """;
}
