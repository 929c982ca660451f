using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;

namespace LightKube.Api.Tests.Selectors;

public sealed class LabelMatchTests
{
    [TestCase("{'app':'web'}", true)]
    [TestCase("{'app':'web','tier':'a'}", true)]
    [TestCase("{'app':'db'}", false)]
    [TestCase("{'missing':''}", false)]
    [TestCase("{}", false)]
    public void A_plain_map_wants_each_of_its_pairs_and_picks_nothing_without(string selector, bool fits)
    {
        var service = Read("Service", $"{{'spec':{{'selector':{selector}}}}}").As<Service>();

        Assert.That(LabelMatch.Fits(service.Spec.Selector, Labelled().Metadata.Labels), Is.EqualTo(fits));
    }

    [TestCase("null", false)]
    [TestCase("{}", true)]
    [TestCase("{'matchLabels':{'app':'web'}}", true)]
    [TestCase("{'matchLabels':{'app':'db'}}", false)]
    [TestCase("{'matchExpressions':[{'key':'app','operator':'In','values':['db','web']}]}", true)]
    [TestCase("{'matchExpressions':[{'key':'app','operator':'NotIn','values':['db']}]}", true)]
    [TestCase("{'matchExpressions':[{'key':'app','operator':'NotIn','values':['web']}]}", false)]
    [TestCase("{'matchExpressions':[{'key':'zone','operator':'NotIn','values':['web']}]}", true)]
    [TestCase("{'matchExpressions':[{'key':'app','operator':'Exists'}]}", true)]
    [TestCase("{'matchExpressions':[{'key':'app','operator':'DoesNotExist'}]}", false)]
    [TestCase("{'matchLabels':{'app':'web'},'matchExpressions':[{'key':'zone','operator':'Exists'}]}", false)]
    // Not well-formed.
    [TestCase("{'matchExpressions':[{'key':'zone','operator':'NotIn'}]}", false)]
    [TestCase("{'matchExpressions':[{'key':'app','operator':'Exists','values':['web']}]}", false)]
    [TestCase("{'matchExpressions':[{'key':'app','operator':'Like','values':['web']}]}", false)]
    public void A_selector_wants_labels_and_expressions(string selector, bool fits)
    {
        var claim = Read("PersistentVolumeClaim", $"{{'spec':{{'selector':{selector}}}}}").As<PersistentVolumeClaim>();

        Assert.That(LabelMatch.Fits(claim.Spec.Selector, Labelled().Metadata.Labels), Is.EqualTo(fits));
    }

    private static Pod Labelled() => Read("Pod", "{'metadata':{'labels':{'app':'web','tier':'a'}}}").As<Pod>();

    private static Document Read(string kind, string json) => new(BuiltIn.Kind("v1", kind), Trees.Map(json));
}
