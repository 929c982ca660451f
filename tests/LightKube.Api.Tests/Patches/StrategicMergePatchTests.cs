using LightKube.Api.Patches;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Patches;

public sealed class StrategicMergePatchTests
{
    private static readonly TypeSchema Pod = BuiltIn.Types["core/v1.Pod"];
    private static readonly TypeSchema Deployment = BuiltIn.Types["apps/v1.Deployment"];

    private const string TwoContainers = "{'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'2'}]}}";

    [TestCase("{'spec':{'containers':[{'name':'b','image':'3'}]}}", "{'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'3'}]}}")]
    [TestCase("{'spec':{'containers':[{'name':'c','image':'3'}]}}", "{'spec':{'containers':[{'name':'c','image':'3'},{'name':'a','image':'1'},{'name':'b','image':'2'}]}}")]
    [TestCase("{'spec':{'containers':[{'name':'a','$patch':'delete'}]}}", "{'spec':{'containers':[{'name':'b','image':'2'}]}}")]
    [TestCase("{'spec':{'containers':[{'$patch':'replace'},{'name':'c','image':'3'}]}}", "{'spec':{'containers':[{'name':'c','image':'3'}]}}")]
    [TestCase("{'spec':{'containers':[{'name':'a','$patch':'replace','image':'9'}]}}", "{'spec':{'containers':[]}}")]
    [TestCase("{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}}", "{'spec':{'containers':[{'name':'b','image':'2'},{'name':'a','image':'1'}]}}")]
    [TestCase("{'spec':{'$setElementOrder/containers':[{'name':'c'},{'name':'a'},{'name':'b'}],'containers':[{'name':'c','image':'3'}]}}",
        "{'spec':{'containers':[{'name':'c','image':'3'},{'name':'a','image':'1'},{'name':'b','image':'2'}]}}")]
    [TestCase("{'spec':{'containers':null}}", "{'spec':{}}")]
    [TestCase("{'spec':{'$patch':'replace','nodeName':'n'}}", "{'spec':{'nodeName':'n'}}")]
    [TestCase("{'spec':{'$patch':'delete'}}", "{'spec':{}}")]
    public void Containers_merge_by_name(string patch, string expected) =>
        Assert.That(StrategicMergePatch.Apply(Trees.Map(TwoContainers).Freeze(), Trees.Value(patch), Pod).ToString(), Is.EqualTo(Trees.Json(expected)));

    [TestCase("{'metadata':{'finalizers':['a','b']}}", "{'metadata':{'finalizers':['c','b']}}", "{'metadata':{'finalizers':['c','a','b']}}")]
    [TestCase("{'metadata':{'finalizers':['a','b','c']}}", "{'metadata':{'finalizers':['c','a']}}", "{'metadata':{'finalizers':['b','c','a']}}")]
    [TestCase("{'metadata':{'finalizers':['a','b']}}", "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}", "{'metadata':{'finalizers':['b']}}")]
    [TestCase("{'metadata':{'finalizers':['a','b']}}", "{'metadata':{'$setElementOrder/finalizers':['c','b','a'],'finalizers':['c']}}", "{'metadata':{'finalizers':['c','b','a']}}")]
    [TestCase("{'metadata':{'labels':{'a':'1','b':'2'}}}", "{'metadata':{'labels':{'a':null,'c':'3'}}}", "{'metadata':{'labels':{'b':'2','c':'3'}}}")]
    [TestCase("{'spec':{'tolerations':[{'key':'a'}]}}", "{'spec':{'tolerations':[{'key':'b'}]}}", "{'spec':{'tolerations':[{'key':'b'}]}}")]
    [TestCase("{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}", "{'spec':{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/x'}}]}}",
        "{'spec':{'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}}")]
    [TestCase("{}", "{'spec':{'nodeSelector':{'a':null,'b':'1'}}}", "{'spec':{'nodeSelector':{'b':'1'}}}")]
    public void Each_field_merges_as_its_schema_says(string target, string patch, string expected) =>
        Assert.That(StrategicMergePatch.Apply(Trees.Map(target), Trees.Value(patch), Pod).ToString(), Is.EqualTo(Trees.Json(expected)));

    [Test]
    public void A_changed_strategy_drops_what_belongs_to_the_other()
    {
        var target = Trees.Map("{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}");
        var patch = Trees.Value("{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}");

        Assert.That(StrategicMergePatch.Apply(target, patch, Deployment).ToString(), Is.EqualTo(Trees.Json("{'spec':{'strategy':{'type':'Recreate'}}}")));
    }

    [TestCase("{'spec':{'containers':[{'image':'x'}]}}", 422, "does not contain declared merge key: name")]
    [TestCase("{'spec':{'$patch':'melt'}}", 400, "unknown patch type")]
    [TestCase("{'spec':{'$setElementOrder/containers':[{'name':'a'}],'containers':[{'name':'z'}]}}", 400, "does not name an item")]
    [TestCase("{'spec':{'$retainKeys':['nodeName'],'hostname':'x'}}", 400, "$retainKeys")]
    public void A_patch_that_does_not_fit_is_refused(string patch, int code, string message)
    {
        var error = Assert.Throws<PatchException>(() => StrategicMergePatch.Apply(Trees.Map(TwoContainers), Trees.Value(patch), Pod))!;

        Assert.That(error.Code, Is.EqualTo(code));
        Assert.That(error.Message, Does.Contain(message));
    }

    [Test]
    public void What_kubectl_sends_for_a_condition_keeps_the_other_conditions()
    {
        var target = Trees.Map("{'status':{'conditions':[{'type':'A','status':'True'},{'type':'B','status':'True'}]}}");
        var patch = Trees.Value("{'status':{'$setElementOrder/conditions':[{'type':'A'},{'type':'B'}],'conditions':[{'type':'B','status':'False'}]}}");

        Assert.That(
            StrategicMergePatch.Apply(target, patch, Pod).ToString(),
            Is.EqualTo(Trees.Json("{'status':{'conditions':[{'type':'A','status':'True'},{'type':'B','status':'False'}]}}")));
    }
}
