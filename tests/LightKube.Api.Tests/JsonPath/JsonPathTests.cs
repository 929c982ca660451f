using LightKube.Api.JsonPath;

namespace LightKube.Api.Tests.JsonPath;

public sealed class JsonPathTests
{
    private const string Json = "{'a':{'b':[{'n':'x','v':1,'t':true},{'n':'y','v':2},{'n':'z','v':3}]},'l':{'app.io/name':'k'}}";

    [TestCase(".a.b[0].n", "x")]
    [TestCase("{.a.b[*].n}", "x y z")]
    [TestCase("$.a.b[-1].n", "z")]
    [TestCase(".a.b[0:2].v", "1 2")]
    [TestCase(".a.b[1:].v", "2 3")]
    [TestCase(".a.b[::2].v", "1 3")]
    [TestCase(".a.b[0,2].n", "x z")]
    [TestCase(".a.b[?(@.n==\"y\")].v", "2")]
    [TestCase(".a.b[?(@.v>1)].n", "y z")]
    [TestCase(".a.b[?(@.t)].n", "x")]
    [TestCase(".a.b[?(@.t==true)].n", "x")]
    [TestCase(".a.b[?(@.n!='x')].n", "y z")]
    [TestCase("..n", "x y z")]
    [TestCase(@".l.app\.io/name", "k")]
    [TestCase(".l['app.io/name']", "k")]
    [TestCase(".missing.x", "")]
    [TestCase(".a.b[9]", "")]
    [TestCase(".a.b[-9]", "")]
    public void Paths_lead_to_values(string path, string expected)
    {
        var values = JsonPathExpression.Parse(path).Evaluate(Trees.Value(Json)).Select(value => value.AsString ?? value.ToString()).ToList();

        Assert.That(string.Join(" ", values), Is.EqualTo(expected));
        var first = JsonPathExpression.Parse(path).First(Trees.Value(Json));
        Assert.That(first.AsString ?? first.ToString(), Is.EqualTo(values.FirstOrDefault() ?? ""));
    }

    [Test]
    public void Descents_do_not_multiply_without_end()
    {
        var path = JsonPathExpression.Parse(string.Concat(Enumerable.Repeat("..", JsonPathLimits.MaxSteps)));

        Assert.That(path.Evaluate(Trees.Value(Json)), Has.Count.EqualTo(JsonPathLimits.MaxValues));
    }

    [Test]
    public void A_path_of_too_many_steps_is_refused() => Assert.That(
        () => JsonPathExpression.Parse(string.Concat(Enumerable.Repeat(".a", JsonPathLimits.MaxSteps + 1))),
        Throws.InstanceOf<JsonPathException>().With.Message.Contains("may have 64"));

    [TestCase(".a[")]
    [TestCase(".a[x]")]
    [TestCase(".a[?(@.b==c)]")]
    public void A_broken_path_is_refused(string path) =>
        Assert.That(() => JsonPathExpression.Parse(path), Throws.InstanceOf<JsonPathException>());
}
