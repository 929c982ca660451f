namespace LightKube.EndToEnd.Verbs;

internal sealed class LabelTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Label_is_set_overwritten_on_request_and_removed()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("subject", "key", "value"));

        await Kubectl.RunAsync("label", "configmap", "subject", "tier=front");
        var refused = await Kubectl.TryAsync("label", "configmap", "subject", "tier=back");
        await Kubectl.RunAsync("label", "configmap", "subject", "tier=middle", "--overwrite");
        var found = await Kubectl.RunAsync("get", "configmaps", "-l", "tier=middle", "-o", "name");
        await Kubectl.RunAsync("label", "configmap", "subject", "tier-");

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(found.Output, Is.EqualTo("configmap/subject\n"));
        Assert.That(await Kubectl.FieldAsync("configmap/subject", ".metadata.labels"), Is.Empty);
    }

    [Test]
    public async Task Label_that_cannot_be_is_refused_with_the_reason()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("other", "key", "value"));

        var refused = await Kubectl.TryAsync("patch", "configmap", "other", "--type=merge", "--patch", """{"metadata":{"labels":{"a b":"c"}}}""");

        Assert.That(refused.Errors, Does.Contain("is invalid").And.Contain("metadata.labels"));
    }
}
