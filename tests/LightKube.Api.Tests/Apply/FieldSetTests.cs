using LightKube.Api.Apply;
using LightKube.Api.Documents;

namespace LightKube.Api.Tests.Apply;

public sealed class FieldSetTests
{
    [TestCase("{}", "{}")]
    [TestCase("{'f:a':{}}", "{'f:a':{}}")]
    [TestCase("{'f:b':{},'f:a':{}}", "{'f:a':{},'f:b':{}}")]
    [TestCase("{'f:a':{'f:b':{},'.':{}}}", "{'f:a':{'.':{},'f:b':{}}}")]
    [TestCase("{'i:1':{},'v:2':{},'k:{\\'name\\':\\'x\\'}':{},'f:z':{}}", "{'f:z':{},'k:{\\'name\\':\\'x\\'}':{},'v:2':{},'i:1':{}}")]
    [TestCase("{'k:{\\'protocol\\':\\'TCP\\',\\'port\\':80}':{}}", "{'k:{\\'port\\':80,\\'protocol\\':\\'TCP\\'}':{}}")]
    [TestCase("{'k:{\\'port\\':443}':{},'k:{\\'port\\':80}':{}}", "{'k:{\\'port\\':80}':{},'k:{\\'port\\':443}':{}}")]
    [TestCase("{'k:{\\'name\\':\\'ab\\'}':{},'k:{\\'name\\':\\'a\\'}':{},'k:{\\'name\\':\\'a!\\'}':{}}",
        "{'k:{\\'name\\':\\'a\\'}':{},'k:{\\'name\\':\\'a!\\'}':{},'k:{\\'name\\':\\'ab\\'}':{}}")]
    [TestCase("{'v:\\'b\\'':{},'v:true':{},'v:\\'a\\'':{},'v:10':{},'v:9':{},'v:-1':{}}",
        "{'v:-1':{},'v:9':{},'v:10':{},'v:\\'a\\'':{},'v:\\'b\\'':{},'v:true':{}}")]
    [TestCase("{'v:\\'x:3\\'':{},'v:\\'x:12\\'':{}}", "{'v:\\'x:12\\'':{},'v:\\'x:3\\'':{}}")]
    [TestCase("{'f:a':{},'q:whatever':{'f:b':{}}}", "{'f:a':{}}", Description = "kinds of elements to come are passed over")]
    public void Sets_are_written_in_canonical_order(string read, string written) =>
        Assert.That(Text(FieldSet.Parse(Trees.Value(Escaped(read)))), Is.EqualTo(Trees.Json(Escaped(written))));

    [TestCase("{'spec':{}}")]
    [TestCase("{'k:name':{}}")]
    [TestCase("{'i:x':{}}")]
    [TestCase("{'v:{':{}}")]
    public void What_names_no_field_is_refused(string read) =>
        Assert.Throws<DocumentFormatException>(() => FieldSet.Parse(Trees.Value(read)));

    [TestCase("a b.c", "a d", "a d b.c")]
    [TestCase("a.b", "a", "a a.b")]
    [TestCase("a", "", "a")]
    public void Union_has_the_members_of_both(string left, string right, string expected) =>
        Assert.That(Set(left).Union(Set(right)).ContentEquals(Set(expected)), Is.True);

    [TestCase("a b.c b.d", "b.d b.e", "b.d")]
    [TestCase("a a.b", "a", "a")]
    [TestCase("a.b", "a", "")]
    public void Intersection_has_the_members_that_both_have(string left, string right, string expected) =>
        Assert.That(Set(left).Intersect(Set(right)).ContentEquals(Set(expected)), Is.True);

    [TestCase("a b.c b.d", "b.d", "a b.c")]
    [TestCase("a a.b", "a", "a.b")]
    [TestCase("a.b", "a.b", "")]
    public void Difference_leaves_children(string left, string right, string expected) =>
        Assert.That(Set(left).Except(Set(right)).ContentEquals(Set(expected)), Is.True);

    [TestCase("a a.b b.c", "a", "b.c")]
    [TestCase("a.b a.c", "a.b", "a.c")]
    public void Recursive_difference_takes_children_along(string left, string right, string expected) =>
        Assert.That(Set(left).ExceptWithChildren(Set(right)).ContentEquals(Set(expected)), Is.True);

    [Test]
    public void Operations_that_change_nothing_give_the_set_itself()
    {
        var set = Set("a b.c b.d");
        Assert.That(set.Union(Set("b.c")), Is.SameAs(set));
        Assert.That(set.Except(Set("z b.q")), Is.SameAs(set));
    }

    [Test]
    public void Paths_are_told_as_in_messages() => Assert.That(
        FieldSet.Parse(Trees.Value(Escaped("{'f:spec':{'f:ports':{'k:{\\'port\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:name':{}}},'f:set':{'v:\\'x\\'':{}}}}"))).Paths(),
        Is.EqualTo(new[] { ".spec.ports[port=80,protocol=\"TCP\"]", ".spec.ports[port=80,protocol=\"TCP\"].name", ".spec.set[=\"x\"]" }));

    [Test]
    public void The_same_set_is_kept_once() => Assert.That(FieldsV1.Write(Set("a b.c")), Is.SameAs(FieldsV1.Write(Set("b.c a"))));

    private static string Escaped(string json) => json.Replace("\\'", "\\\"");

    private static string Text(FieldSet set) => ((Value)FieldsV1.Write(set)).ToString();

    private static FieldSet Set(string paths) =>
        FieldSet.Of([.. paths.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(path => path.Split('.').Select(PathElement.Field).ToArray())]);
}
