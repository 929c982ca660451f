using LightKube.Api.Documents;
using LightKube.Api.Patches;

namespace LightKube.Api.Tests.Patches;

public sealed class JsonPatchTests
{
    [TestCase("{'a':1}", "[{'op':'add','path':'/b','value':2}]", "{'a':1,'b':2}")]
    [TestCase("{'a':[1,2]}", "[{'op':'add','path':'/a/1','value':9}]", "{'a':[1,9,2]}")]
    [TestCase("{'a':[1,2]}", "[{'op':'add','path':'/a/-','value':9}]", "{'a':[1,2,9]}")]
    [TestCase("{'a':[1,2]}", "[{'op':'add','path':'/a/2','value':9}]", "{'a':[1,2,9]}")]
    [TestCase("{'a':{'b':1}}", "[{'op':'remove','path':'/a/b'}]", "{'a':{}}")]
    [TestCase("{'a':[1,2]}", "[{'op':'remove','path':'/a/0'}]", "{'a':[2]}")]
    [TestCase("{'a':1,'b':2,'c':3}", "[{'op':'remove','path':'/a'},{'op':'remove','path':'/c'}]", "{'b':2}")]
    [TestCase("{'a':1,'b':{'c':3}}", "[{'op':'remove','path':'/a'},{'op':'remove','path':'/b/c'},{'op':'add','path':'/a','value':2}]", "{'b':{},'a':2}")]
    [TestCase("{'a':{'b':1,'c':2},'d':[0,1]}", "[{'op':'remove','path':'/a/b'},{'op':'remove','path':'/d/0'},{'op':'remove','path':'/a/c'}]", "{'a':{},'d':[1]}")]
    [TestCase("{'a':1}", "[{'op':'replace','path':'/a','value':null}]", "{'a':null}")]
    [TestCase("{'a':1}", "[{'op':'replace','path':'','value':{'b':2}}]", "{'b':2}")]
    [TestCase("{'a':{'x':1}}", "[{'op':'move','from':'/a/x','path':'/y'}]", "{'a':{},'y':1}")]
    [TestCase("{'a':[1,2,3]}", "[{'op':'move','from':'/a/0','path':'/a/2'}]", "{'a':[2,3,1]}")]
    [TestCase("{'a':{'x':1}}", "[{'op':'copy','from':'/a','path':'/b'}]", "{'a':{'x':1},'b':{'x':1}}")]
    [TestCase("{'a':1}", "[{'op':'test','path':'/a','value':1.0}]", "{'a':1}")]
    [TestCase("{'a':1}", "[{'op':'test','path':'/b','value':null}]", "{'a':1}")]
    [TestCase("{'a/b':{'c~d':1}}", "[{'op':'replace','path':'/a~1b/c~0d','value':2}]", "{'a/b':{'c~d':2}}")]
    public void Operations_change_the_object_as_the_standard_says(string target, string patch, string expected) =>
        Assert.That(JsonPatch.Apply(Trees.Map(target), Trees.Value(patch)).ToString(), Is.EqualTo(Trees.Json(expected)));

    [TestCase("{'a':1}", "[{'op':'remove','path':'/b'}]", 422, "remove operation at \"/b\" does not apply: doc is missing path: \"/b\": missing value")]
    [TestCase("{'a':1}", "[{'op':'remove','path':'/a'},{'op':'remove','path':'/a'}]", 422, "missing value")]
    [TestCase("{'a':{'b':1}}", "[{'op':'remove','path':'/a'},{'op':'remove','path':'/a/b'}]", 422, "doc is missing path")]
    [TestCase("{'a':1}", "[{'op':'remove','path':'/a'},{'op':'test','path':'/a','value':1}]", 422, "there is nothing at that path")]
    [TestCase("{'a':1}", "[{'op':'replace','path':'/b','value':1}]", 422, "missing value")]
    [TestCase("{'a':1}", "[{'op':'add','path':'/b/c','value':1}]", 422, "doc is missing path")]
    [TestCase("{'a':[]}", "[{'op':'add','path':'/a/1','value':1}]", 422, "out of bounds")]
    [TestCase("{'a':[1]}", "[{'op':'remove','path':'/a/01'}]", 422, "not an index")]
    [TestCase("{'a':1}", "[{'op':'test','path':'/a','value':2}]", 422, "the value differs")]
    [TestCase("{'a':{'b':1}}", "[{'op':'move','from':'/a','path':'/a/b'}]", 422, "into itself")]
    [TestCase("{'a':1}", "[{'op':'remove','path':''}]", 422, "whole object")]
    [TestCase("{'a':1}", "[{'op':'burn','path':'/a'}]", 400, "unknown operation \"burn\"")]
    [TestCase("{'a':1}", "[{'op':'add','path':'/a'}]", 400, "has no \"value\"")]
    [TestCase("{'a':1}", "[{'op':'add','path':'a','value':1}]", 400, "must start with '/'")]
    [TestCase("{'a':1}", "{'op':'add'}", 400, "must be a list")]
    public void What_does_not_apply_is_refused_with_operation_and_path(string target, string patch, int code, string message)
    {
        var error = Assert.Throws<PatchException>(() => JsonPatch.Apply(Trees.Map(target), Trees.Value(patch)))!;

        Assert.That(error.Code, Is.EqualTo(code));
        Assert.That(error.Message, Does.Contain(message));
    }

    [Test]
    public void Target_and_patch_stay_as_they_were()
    {
        var target = Trees.Map("{'a':{'b':1}}").Freeze();
        var patch = Trees.Value("[{'op':'add','path':'/c','value':{'d':1}},{'op':'add','path':'/c/e','value':2}]");

        var result = JsonPatch.Apply(target, patch);
        result.GetMap("a")!.Set("b", 7);

        Assert.That(target.ToString(), Is.EqualTo(Trees.Json("{'a':{'b':1}}")));
        Assert.That(patch.ToString(), Does.Not.Contain("e\":2,").And.Contain("\"d\":1}"));
    }

    [Test]
    public void A_patch_may_have_ten_thousand_operations_and_no_more()
    {
        static Value Adds(int count)
        {
            var list = new DocList();
            for (var i = 0; i < count; i++)
            {
                list.Add(Trees.Value("{'op':'add','path':'/a','value':1}"));
            }

            return list;
        }

        Assert.That(JsonPatch.Apply(new DocMap(), Adds(JsonPatch.MaxOperations)).Count, Is.EqualTo(1));
        Assert.That(Assert.Throws<PatchException>(() => JsonPatch.Apply(new DocMap(), Adds(JsonPatch.MaxOperations + 1)))!.Code, Is.EqualTo(413));
    }

    [Test]
    public void Doubling_by_copies_is_stopped()
    {
        var doubling = new DocList();
        for (var i = 0; i < 64; i++)
        {
            doubling.Add(Trees.Value("{'op':'copy','from':'/a','path':'/a/-'}"));
        }

        Assert.That(Assert.Throws<PatchException>(() => JsonPatch.Apply(Trees.Map("{'a':[1]}"), doubling))!.Code, Is.EqualTo(413));
    }

    [Test]
    public void Nesting_by_moves_is_stopped()
    {
        var nesting = new DocList();
        for (var i = 0; i < 600; i++)
        {
            nesting.Add(Trees.Value("{'op':'add','path':'/b','value':{}}"));
            nesting.Add(Trees.Value("{'op':'move','from':'/a','path':'/b/a'}"));
            nesting.Add(Trees.Value("{'op':'move','from':'/b','path':'/a'}"));
        }

        Assert.That(() => JsonPatch.Apply(Trees.Map("{'a':{}}"), nesting), Throws.InstanceOf<PatchException>().With.Message.Contains("nested deeper"));
    }
}
