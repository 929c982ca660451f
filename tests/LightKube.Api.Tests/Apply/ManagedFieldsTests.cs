using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Apply;

public sealed class ManagedFieldsTests
{
    private static readonly KindSchema Pod = BuiltIn.Kind("v1", "Pod");

    [Test]
    public void A_created_object_belongs_to_who_created_it()
    {
        var rig = new ApplyRig(Pod).UpdateObject(
            "web", "{'metadata':{'name':'p','uid':'u','labels':{'app':'x'}},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i','resources':{}}]},'status':{}}");
        Assert.That(rig.Entries().Single().ToString(), Is.EqualTo(
            """
            {"apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:resources":{}}},"f:nodeName":{}}},"manager":"web","operation":"Update","time":"2026-01-01T00:00:01Z"}
            """));
    }

    [Test]
    public void An_update_takes_what_it_changes_and_leaves_the_rest()
    {
        var rig = new ApplyRig().Update("alice", "{'color':'red','map':{'a':'1','b':'1'}}").Update("bob", "{'color':'red','map':{'a':'2','c':'3'}}");
        Assert.That((rig.Owned("alice"), rig.Owned("bob")), Is.EqualTo((".spec .spec.color .spec.map", ".spec.map.a .spec.map.c")));
    }

    [Test]
    public void The_time_changes_only_with_the_fields()
    {
        var rig = new ApplyRig().Update("alice", "{'color':'red'}").Update("alice", "{'color':'red'}");
        Assert.That(rig.TimeOf("alice"), Is.EqualTo("2026-01-01T00:00:01Z"));
        Assert.That(rig.Update("alice", "{'color':'blue'}").TimeOf("alice"), Is.EqualTo("2026-01-01T00:00:03Z"));
        Assert.That(rig.Apply("carol", "{'color':'blue'}").Apply("carol", "{'color':'blue'}").TimeOf("carol"), Is.EqualTo("2026-01-01T00:00:04Z"));
    }

    [Test]
    public void Removed_fields_are_owned_by_nobody()
    {
        var rig = new ApplyRig().Apply("alice", "{'color':'red','replicas':1}").Update("bob", "{'replicas':1}");
        Assert.That((rig.Owned("alice"), rig.Owned("bob")), Is.EqualTo((".spec.replicas", "-")));
    }

    [Test]
    public void Subresources_and_operations_make_managers_of_their_own()
    {
        var rig = new ApplyRig().Update("alice", "{'color':'red'}").Apply("alice", "{'color':'red'}");
        rig.UpdateObject("alice", "{'spec':{'color':'red'},'status':{'phase':'Up'}}", subresource: "status");
        Assert.That(rig.Entries().Select(entry => $"{entry.GetString("operation")}/{entry.GetString("subresource")}"), Is.EqualTo(new[] { "Apply/", "Update/", "Update/status" }));
    }

    [Test]
    public void Sent_entries_count_unless_they_say_nothing()
    {
        var rig = new ApplyRig().Update("alice", "{'color':'red'}");
        rig.UpdateObject("bob", "{'spec':{'color':'red'}}");
        Assert.That(rig.Managers(), Is.EqualTo(new[] { "alice" }), "none were sent");
        rig.UpdateObject("bob", "{'metadata':{'managedFields':[{'manager':'x','fieldsV1':{'f:spec':{}}}]},'spec':{'color':'red'}}");
        Assert.That(rig.Managers(), Is.EqualTo(new[] { "alice" }), "they cannot be read");
        rig.UpdateObject("bob", "{'metadata':{'managedFields':[{'manager':'carol','operation':'Update','apiVersion':'example.com/v1','fieldsType':'FieldsV1','fieldsV1':{'f:spec':{'f:color':{}}}}]},'spec':{'color':'red'}}");
        Assert.That(rig.Managers(), Is.EqualTo(new[] { "carol" }));
        rig.UpdateObject("bob", "{'metadata':{'managedFields':[{'manager':'dave','operation':'Update','apiVersion':'example.com/v1','fieldsType':'FieldsV1','fieldsV1':{'f:spec':{'f:color':{}}}}]},'spec':{'color':'red'}}", subresource: "status");
        Assert.That(rig.Managers(), Is.EqualTo(new[] { "carol" }), "a subresource does not change them");
    }

    [Test]
    public void Forgotten_managers_come_back_with_the_first_apply()
    {
        var rig = new ApplyRig().Update("alice", "{'color':'red'}").UpdateObject("alice", "{'spec':{'color':'red'}}", reset: true);
        Assert.That(rig.Managers(), Is.Empty);
        Assert.That(rig.Update("alice", "{'color':'blue','replicas':1}").Managers(), Is.Empty, "not before somebody applies");
        rig.Apply("bob", "{'replicas':1}");
        Assert.That((rig.Owned("before-first-apply"), rig.Owned("bob")), Is.EqualTo((".spec .spec.color .spec.replicas", ".spec.replicas")));
    }

    [TestCase("{'metadata':{'managedFields':[]}}", true)]
    [TestCase("{'metadata':{'managedFields':[{}]}}", true)]
    [TestCase("{'metadata':{'managedFields':[{'manager':'a'}]}}", false)]
    [TestCase("{'metadata':{'managedFields':null}}", false)]
    [TestCase("{'metadata':{}}", false)]
    public void An_empty_list_or_entry_asks_to_forget(string json, bool expected) => Assert.That(FieldManagement.IsReset(Trees.Map(json)), Is.EqualTo(expected));

    [Test]
    public void The_oldest_updaters_become_one()
    {
        var rig = new ApplyRig();
        var map = "";
        for (var i = 0; i < 15; i++)
        {
            map += $"{(i == 0 ? "" : ",")}'k{i:00}':'v'";
            rig.Update($"m{i:00}", $"{{'map':{{{map}}}}}");
        }

        Assert.That(rig.Managers(), Is.EqualTo(new[] { "ancient-changes", "m06", "m07", "m08", "m09", "m10", "m11", "m12", "m13", "m14" }));
        Assert.That(rig.Owned("ancient-changes"), Is.EqualTo(".spec .spec.map .spec.map.k00 .spec.map.k01 .spec.map.k02 .spec.map.k03 .spec.map.k04 .spec.map.k05"));
    }

    [Test]
    public void Kubectl_takes_over_what_it_applied_on_the_clients_side()
    {
        const string Annotations = "'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'{\\\"apiVersion\\\":\\\"example.com/v1\\\",\\\"kind\\\":\\\"Widget\\\",\\\"spec\\\":{\\\"color\\\":\\\"red\\\",\\\"replicas\\\":1}}'}";
        var rig = new ApplyRig().UpdateObject("kubectl-client-side-apply", $"{{'metadata':{{{Annotations}}},'spec':{{'color':'red','replicas':1,'list':['a']}}}}");
        rig.Update("scaler", "{'color':'red','replicas':1,'list':['b']}");
        rig.UpdateObject("kubectl-client-side-apply", $"{{'metadata':{{{Annotations}}},'spec':{{'color':'red','replicas':1,'list':['b']}}}}");
        Assert.That(rig.ConflictsOf("other", "{'color':'blue'}"), Has.Length.EqualTo(1));
        rig.Apply("kubectl", "{'color':'blue','replicas':2}");
        Assert.That(rig.Owned("kubectl"), Is.EqualTo(".spec.color .spec.replicas"));
        Assert.That(rig.Stored!.GetMap("metadata")!.GetMap("annotations")!.GetString("kubectl.kubernetes.io/last-applied-configuration"),
            Is.EqualTo("{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"spec\":{\"color\":\"blue\",\"replicas\":2}}\n"));
        Assert.That(rig.ConflictsOf("kubectl", "{'list':['c']}"), Is.EqualTo(new[] { "conflict with \"scaler\" using example.com/v1: .spec.list" }));
    }

    [Test]
    public void Field_sets_stay_encoded_and_read_like_any_map()
    {
        var rig = new ApplyRig().Update("alice", "{'color':'red'}");
        var json = JsonDocumentWriter.ToBytes(rig.Stored!);
        var read = JsonDocumentReader.ReadMap(json);
        var fields = read.GetMap("metadata")!.GetList("managedFields")![0].AsMap!["fieldsV1"];
        Assert.That(fields.AsEncoded, Is.Not.Null.And.SameAs(rig.Entries().Single()["fieldsV1"].AsEncoded), "all who read it share it");
        Assert.That(fields.Kind, Is.EqualTo(ValueKind.Map));
        Assert.That(fields.AsMap!.GetMap("f:spec"), Is.Not.Null);
        Assert.That(fields.Equals(Trees.Value("{'f:spec':{'.':{},'f:color':{}}}")), Is.True);
        Assert.That(read.ContentEquals(rig.Stored!), Is.True);
        Assert.That(JsonDocumentWriter.ToBytes(read), Is.EqualTo(json));
    }

    [TestCase("{'metadata':{'managedFields':[{'fieldsV1': {'f:a':{}}}]}}", Description = "space between tokens")]
    [TestCase("{'metadata':{'managedFields':[{'fieldsV1':null}]}}")]
    [TestCase("{'spec':{'managedFields':1,'x':[{'fieldsV1':{'a':1}}]}}")]
    public void Other_maps_are_read_as_trees(string json) => Assert.That(Trees.Value(json).ToString(), Is.EqualTo(Trees.Json(json)));

    [Test]
    public void Sets_that_are_known_already_are_taken_only_for_objects_that_have_them()
    {
        string[] pods =
        [
            "{'metadata':{'name':'a','labels':{'app':'x'}},'spec':{'containers':[{'name':'c','image':'i'}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j'}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y','more':'1'}},'spec':{'containers':[{'name':'c','image':'j'}]}}",
            "{'metadata':{'name':'b'},'spec':{'containers':[{'name':'c','image':'j'}]}}",
            "{'metadata':{'name':'b','labels':{}},'spec':{'containers':[{'name':'c','image':'j'}]}}",
            "{'metadata':{'generateName':'b-','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j'}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'d','image':'j'}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c'}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j','ports':[{'containerPort':80,'protocol':'TCP'}]}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j','ports':[{'containerPort':80,'protocol':'UDP'}]}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j'},{'name':'c','image':'k'}]}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j'}],'securityContext':{}}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j'}],'securityContext':{'runAsUser':1}}}",
            "{'metadata':{'name':'b','labels':{'app':'y'}},'spec':{'containers':[{'name':'c','image':'j'}]},'status':{'phase':'Running'}}",
        ];
        foreach (var json in pods.Concat(pods).Concat(pods.Reverse()))
        {
            var pod = Trees.Map(json);
            var slow = ManagedFields.None();
            var owner = new FieldOwner("web", "v1", "", "2026-01-01T00:00:00Z", IsApplied: false);
            FieldManagement.Record(Pod, EmptyObjects.Of(Pod), pod, owner, FieldFilter.All, new OneVersion(Pod), slow);

            FieldManagement.Update(Pod, null, pod, owner, FieldFilter.All, new OneVersion(Pod), reset: false);

            var fields = pod.GetMap("metadata")!.GetList("managedFields")![0].AsMap!["fieldsV1"];
            Assert.That(fields.ToString(), Is.EqualTo(slow.Entries.Single().Encode()["fieldsV1"].ToString()), json);
        }
    }
}
