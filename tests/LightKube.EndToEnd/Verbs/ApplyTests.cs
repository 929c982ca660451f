namespace LightKube.EndToEnd.Verbs;

internal sealed class ApplyTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Applying_creates_then_changes_then_leaves_alone()
    {
        var created = await Kubectl.ApplyAsync(Manifests.ConfigMap("settings", "colour", "red"));
        var changed = await Kubectl.ApplyAsync(Manifests.ConfigMap("settings", "colour", "blue"));
        var unchanged = await Kubectl.ApplyAsync(Manifests.ConfigMap("settings", "colour", "blue"));

        Assert.Multiple(() =>
        {
            Assert.That(created.Output, Is.EqualTo("configmap/settings created\n"));
            Assert.That(changed.Output, Is.EqualTo("configmap/settings configured\n"));
            Assert.That(unchanged.Output, Is.EqualTo("configmap/settings unchanged\n"));
        });
        Assert.That(await Kubectl.FieldAsync("configmap/settings", ".data.colour"), Is.EqualTo("blue"));
    }

    [Test]
    public async Task Applying_without_a_field_removes_what_an_earlier_apply_set_and_keeps_what_others_set()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("shared", "ours: one\n  goes", "two"));
        await Kubectl.RunAsync("patch", "configmap", "shared", "--type=merge", "--patch", """{"data":{"theirs":"three"}}""");

        await Kubectl.ApplyAsync(Manifests.ConfigMap("shared", "ours", "one"));

        Assert.That(await Kubectl.FieldAsync("configmap/shared", ".data"), Is.EqualTo("""{"ours":"one","theirs":"three"}"""));
    }

    [Test]
    public async Task Misspelt_field_is_refused_and_nothing_is_created()
    {
        var manifest = Manifests.Deployment("misspelt", 1).Replace("replicas:", "replcas:");

        var refused = await Kubectl.TryPipeAsync(manifest, "apply", "-f", "-");

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Errors, Does.Contain("replcas"));
        Assert.That((await Kubectl.TryAsync("get", "deployment", "misspelt")).ExitCode, Is.Not.Zero);
    }
}
