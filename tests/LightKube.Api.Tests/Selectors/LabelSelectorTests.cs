using LightKube.Api.Documents;
using LightKube.Api.Selectors;

namespace LightKube.Api.Tests.Selectors;

public sealed class LabelSelectorTests
{
    [TestCase("a=1", "{'a':'1'}", true)]
    [TestCase("a==1", "{'a':'2'}", false)]
    [TestCase("a=1", "{}", false)]
    [TestCase("a!=1", "{'a':'2'}", true)]
    [TestCase("a!=1", "{}", true)]
    [TestCase("a in (1,2)", "{'a':'2'}", true)]
    [TestCase("a in (1, 2)", "{'a':'3'}", false)]
    [TestCase("a notin (1,2)", "{'a':'2'}", false)]
    [TestCase("a notin (1,2)", "{}", true)]
    [TestCase("a", "{'a':''}", true)]
    [TestCase("a", "{}", false)]
    [TestCase("!a", "{}", true)]
    [TestCase("!a", "{'a':'1'}", false)]
    [TestCase("a>5", "{'a':'6'}", true)]
    [TestCase("a>5", "{'a':'5'}", false)]
    [TestCase("a<5", "{'a':'x'}", false)]
    [TestCase("a=", "{'a':''}", true)]
    [TestCase("a=,b", "{'a':'','b':'1'}", true)]
    [TestCase("a in ()", "{'a':''}", true)]
    [TestCase("a in (,x)", "{'a':''}", true)]
    [TestCase("example.com/tier in (x), !b , c=d", "{'example.com/tier':'x','c':'d'}", true)]
    [TestCase("in in (in)", "{'in':'in'}", true)]
    [TestCase("", "{}", true)]
    public void Labels_match_as_kubectl_users_expect(string selector, string labels, bool expected) =>
        Assert.That(LabelSelector.Parse(selector).Matches(Trees.Map(labels)), Is.EqualTo(expected));

    [TestCase("a=1,")]
    [TestCase("=1")]
    [TestCase("a in 1")]
    [TestCase("a in (1")]
    [TestCase("a b")]
    [TestCase("a>x")]
    [TestCase("-a=1")]
    [TestCase("a=b_")]
    [TestCase("!!a")]
    public void A_broken_selector_is_refused(string selector) =>
        Assert.That(() => LabelSelector.Parse(selector), Throws.InstanceOf<SelectorException>());

    [TestCase("b=2,a=1", "a=1,b=2")]
    [TestCase("a in (y,x)", "a in (x,y)")]
    [TestCase("a notin (y)", "a!=y")]
    [TestCase("!a,b>3", "!a,b>3")]
    public void A_selector_has_one_form(string selector, string expected) =>
        Assert.That(LabelSelector.Parse(selector).ToString(), Is.EqualTo(expected));

    [Test]
    public void The_objects_form_has_labels_and_expressions()
    {
        var selector = LabelSelector.From(Trees.Map("{'matchLabels':{'a':'1'},'matchExpressions':[{'key':'b','operator':'NotIn','values':['x']},{'key':'c','operator':'Exists'}]}"));

        Assert.That(selector.Matches(Trees.Map("{'a':'1','c':''}")), Is.True);
        Assert.That(selector.Matches(Trees.Map("{'a':'1','b':'x','c':''}")), Is.False);
        Assert.That(selector.Matches(Trees.Map("{'a':'1'}")), Is.False);
        Assert.That(selector.Matches(null), Is.False);
    }

    [Test]
    public void The_objects_form_is_written_by_key_too() => Assert.That(
        LabelSelector.From(Trees.Map("{'matchLabels':{'b':'1','a':'2'},'matchExpressions':[{'key':'aa','operator':'In','values':['y','x']}]}")).ToString(),
        Is.EqualTo("a=2,aa in (x,y),b=1"));

    [Test]
    public void A_missing_selector_picks_nothing_and_an_empty_one_everything()
    {
        Assert.That(LabelSelector.From((DocMap?)null).Matches(Trees.Map("{'a':'1'}")), Is.False);
        Assert.That(LabelSelector.From(Trees.Map("{}")).Matches(null), Is.True);
        Assert.That(LabelSelector.FromLabels(Trees.Map("{}")).Matches(Trees.Map("{'a':'1'}")), Is.False);
    }

    [Test]
    public void Matching_allocates_nothing()
    {
        var selector = LabelSelector.Parse("a in (1,2),b!=x,c");
        var labels = Trees.Map("{'a':'2','b':'y','c':''}").Freeze();
        selector.Matches(labels);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            selector.Matches(labels);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(500));
    }
}
