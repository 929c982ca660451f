using LightKube.Api.Schemas;
using LightKube.Api.Selectors;

namespace LightKube.Api.Tests.Selectors;

public sealed class FieldSelectorTests
{
    private const string APod = "{'metadata':{'name':'p','namespace':'n'},'spec':{'nodeName':'a,b'},'status':{'phase':'Running'}}";

    [TestCase("metadata.name=p", true)]
    [TestCase("metadata.name==q", false)]
    [TestCase("spec.nodeName=", false)]
    [TestCase(@"spec.nodeName=a\,b", true)]
    [TestCase("status.phase!=Failed,metadata.namespace=n", true)]
    [TestCase("status.phase!=Running", false)]
    [TestCase("spec.hostNetwork=false", true)]
    [TestCase("status.podIP=", true)]
    [TestCase("spec.serviceAccountName!=", false)]
    public void Pods_are_picked_by_their_fields(string selector, bool expected) =>
        Assert.That(FieldSelector.Parse(selector, BuiltIn.Kind("v1", "Pod")).Matches(Trees.Map(APod)), Is.EqualTo(expected));

    [TestCase("v1", "Pod", "spec.hostname=a", "field label not supported: spec.hostname")]
    [TestCase("v1", "ConfigMap", "data.x=1", "\"data.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    [TestCase("v1", "Pod", "metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'")]
    [TestCase("v1", "Pod", @"metadata.name=a\x", "invalid escape")]
    public void Other_fields_are_refused(string version, string kind, string selector, string message) =>
        Assert.That(() => FieldSelector.Parse(selector, BuiltIn.Kind(version, kind)), Throws.InstanceOf<SelectorException>().With.Message.Contains(message));

    [TestCase("v1", "Node", "spec.unschedulable=false", "{}", true)]
    [TestCase("v1", "Secret", "type=Opaque", "{'type':'Opaque'}", true)]
    [TestCase("v1", "Event", "involvedObject.kind=Pod,source=kubelet", "{'involvedObject':{'kind':'Pod'},'source':{'component':'kubelet'}}", true)]
    [TestCase("v1", "Event", "source=x", "{'reportingComponent':'x'}", true)]
    [TestCase("apps/v1", "ReplicaSet", "status.replicas=0", "{'status':{}}", true)]
    [TestCase("batch/v1", "Job", "status.successful=2", "{'status':{'succeeded':2}}", true)]
    [TestCase("v1", "Service", "spec.clusterIP=None,spec.type!=NodePort", "{'spec':{'clusterIP':'None','type':'ClusterIP'}}", true)]
    public void Every_kind_has_its_own_fields(string version, string kind, string selector, string json, bool expected) =>
        Assert.That(FieldSelector.Parse(selector, BuiltIn.Kind(version, kind)).Matches(Trees.Map(json)), Is.EqualTo(expected));

    [Test]
    public void A_selector_for_one_name_is_a_look_up() =>
        Assert.That(FieldSelector.Parse("metadata.name=p,status.phase=Running", BuiltIn.Kind("v1", "Pod")).Name, Is.EqualTo("p"));
}
