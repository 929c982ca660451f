using LightKube.Api.Apply;
using LightKube.Api.Errors;

namespace LightKube.Api.Tests.Apply;

public sealed class ApplyTests
{
    [Test]
    public void What_is_applied_is_owned()
    {
        var rig = new ApplyRig().Apply("alice", "{'replicas':1,'map':{'a':'1'},'part':{'a':'x'},'items':[{'name':'i','value':1}],'set':['s'],'list':['l']}");
        Assert.That(rig.Owned("alice"), Is.EqualTo(
            ".spec.list .spec.replicas .spec.items[name=\"i\"] .spec.items[name=\"i\"].name .spec.items[name=\"i\"].value .spec.map.a .spec.part.a .spec.set[=\"s\"]"));
    }

    [Test]
    public void What_another_owns_is_a_conflict()
    {
        var rig = new ApplyRig().Apply("alice", "{'replicas':1,'color':'red'}");
        Assert.That(rig.ConflictsOf("bob", "{'replicas':2,'color':'blue'}"),
            Is.EqualTo(new[] { "conflict with \"alice\": .spec.color", "conflict with \"alice\": .spec.replicas" }));
        Assert.That(rig.Spec, Is.EqualTo(Trees.Json("{'replicas':1,'color':'red'}")));
    }

    [Test]
    public void Conflicts_are_told_as_Kubernetes_does()
    {
        var rig = new ApplyRig().Update("web", "{'replicas':1,'color':'red'}");
        Assert.That(Assert.Throws<ApiException>(() => rig.Apply("bob", "{'replicas':2}"))!.Message,
            Is.EqualTo("Apply failed with 1 conflict: conflict with \"web\" using example.com/v1: .spec.replicas"));
        rig.Apply("carol", "{'map':{'a':'1'}}");
        var e = Assert.Throws<ApiException>(() => rig.Apply("bob", "{'replicas':2,'color':'blue','map':{'a':'2'}}"))!;
        Assert.That(e.Message, Is.EqualTo(
            "Apply failed with 3 conflicts: conflicts with \"carol\":\n- .spec.map.a\nconflicts with \"web\" using example.com/v1:\n- .spec.color\n- .spec.replicas"));
        Assert.That(e.Causes.Select(cause => cause.Reason), Is.All.EqualTo("FieldManagerConflict"));
    }

    [Test]
    public void Force_takes_what_others_own()
    {
        var rig = new ApplyRig().Apply("alice", "{'replicas':1,'color':'red'}").Apply("bob", "{'replicas':2}", force: true);
        Assert.That(rig.Owned("alice"), Is.EqualTo(".spec.color"));
        Assert.That(rig.Owned("bob"), Is.EqualTo(".spec.replicas"));
        Assert.That(rig.Spec, Is.EqualTo(Trees.Json("{'replicas':2,'color':'red'}")));
    }

    [Test]
    public void Equal_values_are_owned_together()
    {
        var rig = new ApplyRig().Apply("alice", "{'replicas':1}").Apply("bob", "{'replicas':1}");
        Assert.That((rig.Owned("alice"), rig.Owned("bob")), Is.EqualTo((".spec.replicas", ".spec.replicas")));
        rig.Apply("alice", "{}");
        Assert.That(rig.Spec, Is.EqualTo(Trees.Json("{'replicas':1}")), "bob still wants it");
        rig.Apply("bob", "{}");
        Assert.That(rig.Stored!["spec"].IsAbsentOrNull || rig.Spec == "{}", Is.True);
    }

    [TestCase("{'map':{'a':'1','b':'2'}}", "{'map':{'a':'1'}}", "{'map':{'a':'1'}}")]
    [TestCase("{'items':[{'name':'a'},{'name':'b'}]}", "{'items':[{'name':'b'}]}", "{'items':[{'name':'b'}]}")]
    [TestCase("{'set':['a','b','c']}", "{'set':['b']}", "{'set':['b']}")]
    [TestCase("{'part':{'a':'1','part':{'c':'2'}}}", "{'part':{'a':'1'}}", "{'part':{'a':'1'}}")]
    [TestCase("{'free':{'x':{'y':1,'z':2}}}", "{'free':{'x':{'y':1}}}", "{'free':{'x':{'y':1}}}")]
    [TestCase("{'maps':{'a':{'b':'1'}}}", "{'maps':{'a':{}}}", "{'maps':{'a':null}}", Description = "null until the object is decoded")]
    [TestCase("{'items':[{'name':'a','tags':['x','y']}]}", "{'items':[{'name':'a','tags':['y']}]}", "{'items':[{'name':'a','tags':['y']}]}")]
    [TestCase("{'items':[{'name':'a','value':1,'note':'n'}]}", "{'items':[{'name':'a','value':1}]}", "{'items':[{'name':'a','value':1}]}")]
    [TestCase("{'list':['a','b']}", "{'list':['b']}", "{'list':['b']}")]
    [TestCase("{'ports':[{'port':80},{'port':80,'protocol':'UDP'}]}", "{'ports':[{'port':80,'protocol':'UDP'}]}", "{'ports':[{'port':80,'protocol':'UDP'}]}")]
    public void What_is_no_longer_applied_goes(string first, string second, string expected) =>
        Assert.That(new ApplyRig().Apply("alice", first).Apply("alice", second).Spec, Is.EqualTo(Trees.Json(expected)));

    [Test]
    public void What_somebody_updated_stays_when_the_applier_gives_it_up()
    {
        var rig = new ApplyRig().Apply("alice", "{'map':{'a':'1','b':'1'}}").Update("bob", "{'map':{'a':'1','b':'2'}}");
        Assert.That(rig.Owned("bob"), Is.EqualTo(".spec.map.b"));
        Assert.That(rig.Apply("alice", "{'map':{'a':'1'}}").Spec, Is.EqualTo(Trees.Json("{'map':{'a':'1','b':'2'}}")));
    }

    [Test]
    public void An_item_that_others_have_a_part_in_stays_with_that_part()
    {
        var rig = new ApplyRig().Apply("alice", "{'items':[{'name':'a','value':1}]}").Apply("bob", "{'items':[{'name':'a','note':'b'}]}");
        Assert.That(rig.Apply("alice", "{}").Spec, Is.EqualTo(Trees.Json("{'items':[{'name':'a','note':'b'}]}")));
    }

    [Test]
    public void An_item_goes_with_the_parts_that_were_only_updated()
    {
        var rig = new ApplyRig().Apply("alice", "{'items':[{'name':'a'},{'name':'b'}]}").Update("bob", "{'items':[{'name':'a','value':7},{'name':'b'}]}");
        Assert.That(rig.Owned("bob"), Is.EqualTo(".spec.items[name=\"a\"].value"));
        Assert.That(rig.Apply("alice", "{'items':[{'name':'b'}]}").Spec, Is.EqualTo(Trees.Json("{'items':[{'name':'b'}]}")));
    }

    [TestCase("{'items':[{'name':'1'},{'name':'3'}]}", "{'items':[{'name':'2'}]}", "1 3 2")]
    [TestCase("{'items':[{'name':'1'},{'name':'2'},{'name':'3'}]}", "{'items':[{'name':'3'},{'name':'1'}]}", "2 3 1")]
    [TestCase("{'items':[{'name':'a'},{'name':'b'},{'name':'c'}]}", "{'items':[{'name':'c'},{'name':'x'},{'name':'a'}]}", "b c x a")]
    public void Items_come_in_the_order_of_the_configuration(string first, string second, string expected)
    {
        var rig = new ApplyRig().Apply("alice", first).Apply("bob", second);
        var names = rig.Stored!.GetMap("spec")!.GetList("items")!.Items.ToArray().Select(item => item.AsMap!.GetString("name"));
        Assert.That(string.Join(' ', names), Is.EqualTo(expected));
    }

    [TestCase("{'whole':{'a':'1'}}", "{'whole':{'b':'2'}}", ".spec.whole")]
    [TestCase("{'wholeMap':{'a':'1'}}", "{'wholeMap':{'b':'2'}}", ".spec.wholeMap")]
    [TestCase("{'list':['a']}", "{'list':['b']}", ".spec.list")]
    public void What_is_atomic_is_owned_as_a_whole(string first, string second, string path)
    {
        var rig = new ApplyRig().Apply("alice", first);
        Assert.That(rig.ConflictsOf("bob", second), Is.EqualTo(new[] { $"conflict with \"alice\": {path}" }));
        rig.Apply("bob", second, force: true);
        Assert.That((rig.Owned("alice"), rig.Owned("bob"), rig.Spec), Is.EqualTo(("-", path, Trees.Json(second))));
    }

    [Test]
    public void Keys_that_are_left_out_have_their_default()
    {
        var rig = new ApplyRig().Apply("alice", "{'ports':[{'port':80,'name':'a'}]}");
        Assert.That(rig.Owned("alice"), Is.EqualTo(
            ".spec.ports[port=80,protocol=\"TCP\"] .spec.ports[port=80,protocol=\"TCP\"].name .spec.ports[port=80,protocol=\"TCP\"].port"));
        Assert.That(rig.ConflictsOf("bob", "{'ports':[{'port':80,'protocol':'TCP','name':'b'}]}"),
            Is.EqualTo(new[] { "conflict with \"alice\": .spec.ports[port=80,protocol=\"TCP\"].name" }));
    }

    [Test]
    public void Applying_the_same_again_changes_nothing()
    {
        var rig = new ApplyRig().Apply("alice", "{'replicas':1,'items':[{'name':'a'}]}");
        var before = rig.Stored!.ToString();
        Assert.That(rig.Apply("alice", "{'replicas':1,'items':[{'name':'a'}]}").Stored!.ToString(), Is.EqualTo(before));
    }

    [Test]
    public void A_content_that_the_schema_does_not_know_is_merged_by_its_maps()
    {
        var rig = new ApplyRig().Apply("alice", "{'free':{'a':{'x':1},'l':[1,2]}}").Apply("bob", "{'free':{'a':{'y':2}}}");
        Assert.That(rig.Owned("alice"), Is.EqualTo(".spec.free.a .spec.free.l .spec.free.a.x"));
        Assert.That(rig.Spec, Is.EqualTo(Trees.Json("{'free':{'a':{'x':1,'y':2},'l':[1,2]}}")));
        Assert.That(rig.ConflictsOf("bob", "{'free':{'l':[3]}}"), Is.EqualTo(new[] { "conflict with \"alice\": .spec.free.l" }));
        Assert.That(rig.Apply("bob", "{'free':{'a':'text'}}", force: true).Spec, Is.EqualTo(Trees.Json("{'free':{'a':'text','l':[1,2]}}")));
    }

    [TestCase("{'items':[{'name':'a'},{'name':'a'}]}", ".spec.items: duplicate entries for key [name=\"a\"]")]
    [TestCase("{'set':['a','a']}", ".spec.set: duplicate entries for key [=\"a\"]")]
    [TestCase("{'items':[{'value':1}]}", ".spec.items: element 0: associative list with keys has an element that omits all key fields [\"name\"] (and doesn't have default values for any key fields)")]
    [TestCase("{'colour':'red'}", ".spec.colour: field not declared in schema")]
    [TestCase("{'replicas':'1'}", ".spec.replicas: expected numeric (int or float), got string")]
    [TestCase("{'items':{}}", ".spec.items: expected list, got &{{}}")]
    [TestCase("{'replicas':true,'color':1}", "errors:\n  .spec.replicas: expected numeric (int or float), got bool\n  .spec.color: expected string, got &{1}")]
    public void A_configuration_that_does_not_fit_is_refused(string spec, string problem)
    {
        var e = Assert.Throws<ApiException>(() => new ApplyRig().ApplyObject("alice", $"{{'metadata':{{'name':'w','namespace':'n'}},'spec':{spec}}}"))!;
        Assert.That((e.Code, e.Message), Is.EqualTo((500, $"failed to create typed patch object (n/w; example.com/v1, Kind=Widget): {problem}")));
    }

    [TestCase("{'apiVersion':'example.com/v2','kind':'Widget'}", "invalid object type: example.com/v2, Kind=Widget")]
    [TestCase("{'metadata':{'managedFields':[]}}", "metadata.managedFields must be nil")]
    public void A_configuration_of_something_else_is_a_bad_request(string json, string message)
    {
        var e = Assert.Throws<ApiException>(() => new ApplyRig().ApplyObject("alice", json))!;
        Assert.That((e.Code, e.Message), Is.EqualTo((400, message)));
    }

    [Test]
    public void Items_that_stand_twice_in_the_object_do_not_stop_an_apply()
    {
        var rig = new ApplyRig().Update("old", "{'items':[{'name':'a','value':1},{'name':'a','value':2}]}");
        Assert.That(rig.Owned("old"), Does.Contain(".spec.items[name=\"a\"]").And.Not.Contain("value"));
        rig.Apply("alice", "{'items':[{'name':'b'}]}");
        Assert.That(rig.Spec, Is.EqualTo(Trees.Json("{'items':[{'name':'a','value':1},{'name':'a','value':2},{'name':'b'}]}")));
        rig.Apply("alice", "{'items':[{'name':'a','value':3}]}", force: true);
        Assert.That(rig.Spec, Is.EqualTo(Trees.Json("{'items':[{'name':'a','value':3}]}")));
    }

    [Test]
    public void Parts_of_what_has_become_atomic_become_the_whole()
    {
        var rig = new ApplyRig().Apply("alice", "{'items':[{'name':'a'}],'color':'red'}");
        rig.Apply("bob", "{'color':'red'}", at: Widgets.KindWithAtomicItems);
        Assert.That(rig.Owned("alice"), Is.EqualTo(".spec.color .spec.items"));
    }

    [Test]
    public void Managers_of_another_version_are_compared_at_that_version()
    {
        var rig = new ApplyRig(versions: new WidgetVersions()).Apply("alice", "{'replicas':1,'color':'red'}");
        var e = Assert.Throws<ApiException>(() => Convert(rig).Apply("bob", "{'count':2}", at: Widgets.KindV2))!;
        Assert.That(e.Causes.Single().Field, Is.EqualTo(".spec.replicas"));
        rig.Apply("bob", "{'count':2}", force: true, at: Widgets.KindV2);
        Assert.That((rig.Owned("alice"), rig.Owned("bob")), Is.EqualTo((".spec.color", ".spec.count")));
        rig.Apply("alice", "{}", at: Widgets.KindV2);
        Assert.That(rig.Spec, Is.EqualTo(Trees.Json("{'count':2}")), "what was applied at v1 is given up at v2");
    }

    [Test]
    public void Managers_of_a_version_that_is_gone_are_forgotten()
    {
        var rig = new ApplyRig().Apply("alice", "{'color':'red'}");
        Convert(rig).Apply("bob", "{'color':'blue'}", at: Widgets.KindV2);
        Assert.That((rig.Owned("alice"), rig.Owned("bob")), Is.EqualTo(("-", ".spec.color")));
    }

    [Test]
    public void An_endpoint_owns_only_what_it_writes()
    {
        var status = new FieldFilter(["status", "metadata"], FieldSet.Empty);
        var rig = new ApplyRig().UpdateObject("alice", "{'spec':{'color':'red'}}");
        rig.ApplyObject("kubelet", "{'spec':{'color':'blue'},'status':{'phase':'Up'}}", filter: status, subresource: "status");
        Assert.That((rig.Owned("alice"), rig.Owned("kubelet")), Is.EqualTo((".spec .spec.color", ".status.phase")));
    }

    // The server hands over the object at the version of the request.
    private static ApplyRig Convert(ApplyRig rig)
    {
        rig.ConvertTo(Widgets.KindV2);
        return rig;
    }
}
