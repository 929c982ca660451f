using LightKube.Api.Patches;

namespace LightKube.Api.Tests.Patches;

public sealed class MergePatchTests
{
    [TestCase("{'a':'b'}", "{'a':'c'}", "{'a':'c'}")]
    [TestCase("{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}")]
    [TestCase("{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}")]
    [TestCase("{'a':['b']}", "{'a':'c'}", "{'a':'c'}")]
    [TestCase("{'a':'c'}", "{'a':['b']}", "{'a':['b']}")]
    [TestCase("{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}")]
    [TestCase("{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}")]
    [TestCase("{'e':null}", "{'a':1}", "{'e':null,'a':1}")]
    [TestCase("{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}")]
    [TestCase("{'a':1}", "{'a':{'b':{'c':null,'d':1}}}", "{'a':{'b':{'d':1}}}")]
    public void Objects_merge_and_null_removes(string target, string patch, string expected) =>
        Assert.That(MergePatch.Apply(Trees.Map(target).Freeze(), Trees.Value(patch)).ToString(), Is.EqualTo(Trees.Json(expected)));

    [Test]
    public void A_patch_that_is_no_object_is_malformed() =>
        Assert.That(Assert.Throws<PatchException>(() => MergePatch.Apply(Trees.Map("{}"), Trees.Value("[1]")))!.Code, Is.EqualTo(400));
}
