namespace LightKube.EndToEnd.Verbs;

internal sealed class AnnotateTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Annotation_is_set_and_removed()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("subject", "key", "value"));

        await Kubectl.RunAsync("annotate", "configmap", "subject", "example.com/note=any text, even ä: with signs");
        var set = await Kubectl.FieldAsync("configmap/subject", @".metadata.annotations.example\.com/note");
        await Kubectl.RunAsync("annotate", "configmap", "subject", "example.com/note-");
        var removed = await Kubectl.FieldAsync("configmap/subject", @".metadata.annotations.example\.com/note");

        Assert.That(set, Is.EqualTo("any text, even ä: with signs"));
        Assert.That(removed, Is.Empty);
    }
}
