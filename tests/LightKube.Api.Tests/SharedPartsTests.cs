using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Tests;

[Parallelizable(ParallelScope.All)]
public class SharedPartsTests
{
    private const string Old = """
        {"kind":"Pod","metadata":{"name":"a","labels":{"x":"1"},"annotations":{"n":"1"},"managedFields":[{"manager":"m","fieldsV1":{"f:a":{}}}]},
         "spec":{"replicas":3,"containers":[{"name":"c","env":[{"name":"A"}]},{"name":"d","ports":[1,2]}],"selector":{"app":"x"}},"status":{"phase":"Pending"}}
        """;

    private static DocMap OldState => JsonText.Parse(Old).AsMap!.Freeze();

    [Test]
    public void Equal_parts_are_shared_and_the_rest_is_kept()
    {
        var old = OldState;
        var next = old.DeepClone();
        next.GetMap("metadata")!.GetMap("annotations")!.Set("n", "2");
        next.GetMap("spec")!.GetList("containers")![0].AsMap!.Set("name", "other");
        var expected = JsonText.Of(next);
        SharedParts.Share(old, next);
        Assert.Multiple(() =>
        {
            Assert.That(JsonText.Of(next), Is.EqualTo(expected));
            Assert.That(next.GetMap("status"), Is.SameAs(old.GetMap("status")));
            Assert.That(next.GetMap("spec"), Is.Not.SameAs(old.GetMap("spec")));
            Assert.That(next.GetMap("spec")!.GetMap("selector"), Is.SameAs(old.GetMap("spec")!.GetMap("selector")));
            Assert.That(next.GetMap("spec")!.GetList("containers")![1].AsMap, Is.SameAs(old.GetMap("spec")!.GetList("containers")![1].AsMap));
            Assert.That(next.GetMap("metadata")!.GetMap("labels"), Is.SameAs(old.GetMap("metadata")!.GetMap("labels")));
        });
    }

    [Test]
    public void Root_and_metadata_stay_mutable()
    {
        var old = OldState;
        var next = old.DeepClone();
        SharedParts.Share(old, next);
        next.GetMap("metadata")!.Set("resourceVersion", "8");
        next.Set("status", new DocMap());
        Assert.That(JsonText.Of(old), Is.EqualTo(JsonText.Of(JsonText.Parse(Old))));
    }

    [TestCase("3", "3", true)]
    [TestCase("3", "3.0", false)]
    [TestCase("[1,2]", "[1,2,3]", false)]
    [TestCase("[1,2,3]", "[1,2]", false)]
    [TestCase("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [TestCase("""{"a":1}""", """{"a":1,"b":2}""", false)]
    [TestCase("""{"a":1}""", "null", false)]
    [TestCase("{}", "[]", false)]
    public void Same_means_written_alike(string a, string b, bool same)
    {
        Assert.That(SharedParts.AreSame(JsonText.Parse(a), JsonText.Parse(b)), Is.EqualTo(same));
        var (old, next) = (new DocMap(), new DocMap());
        old.Set("x", JsonText.Parse(a));
        next.Set("x", JsonText.Parse(b));
        old.Freeze();
        SharedParts.Share(old, next);
        Assert.That(JsonText.Of(next["x"]), Is.EqualTo(same ? JsonText.Of(old["x"]) : JsonText.Of(JsonText.Parse(b))));
    }
}
