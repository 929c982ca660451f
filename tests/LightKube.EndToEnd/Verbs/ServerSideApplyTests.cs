using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Verbs;

internal sealed class ServerSideApplyTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Applying_on_the_servers_side_creates_and_changes()
    {
        var created = await ServerSideAsync(Manifests.ConfigMap("ssa", "colour", "red"));
        var changed = await ServerSideAsync(Manifests.ConfigMap("ssa", "colour", "blue"));
        var before = await Kubectl.FieldAsync("configmap/ssa", ".metadata.resourceVersion");
        await ServerSideAsync(Manifests.ConfigMap("ssa", "colour", "blue"));

        Assert.Multiple(() =>
        {
            Assert.That(created.Output, Is.EqualTo("configmap/ssa serverside-applied\n"));
            Assert.That(changed.Output, Is.EqualTo("configmap/ssa serverside-applied\n"));
        });
        Assert.That(await Kubectl.FieldAsync("configmap/ssa", ".data.colour"), Is.EqualTo("blue"));
        Assert.That(await Kubectl.FieldAsync("configmap/ssa", ".metadata.resourceVersion"), Is.EqualTo(before), "applying the same again writes nothing");
        Assert.That(await Kubectl.FieldAsync("configmap/ssa", ".metadata.managedFields[*].manager"), Is.EqualTo("kubectl"));
    }

    [Test]
    public async Task Conflicts_are_told_and_forced()
    {
        await ServerSideAsync(Manifests.ConfigMap("contested", "colour", "red"), "--field-manager=first");

        var refused = await Kubectl.TryPipeAsync(
            Manifests.ConfigMap("contested", "colour", "blue"), "apply", "--server-side", "--field-manager=second", "-f", "-");
        await ServerSideAsync(Manifests.ConfigMap("contested", "colour", "blue"), "--field-manager=second", "--force-conflicts");

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Errors, Does.Contain("Apply failed with 1 conflict: conflict with \"first\": .data.colour"));
        Assert.That(await Kubectl.FieldAsync("configmap/contested", ".data.colour"), Is.EqualTo("blue"));
        Assert.That(await Kubectl.FieldAsync("configmap/contested", ".metadata.managedFields[*].manager"), Is.EqualTo("second"));
    }

    [Test]
    public async Task What_was_applied_on_the_clients_side_moves_to_the_servers()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("moving", "ours: one\n  goes", "two"));

        await ServerSideAsync(Manifests.ConfigMap("moving", "ours", "new"));

        Assert.That(await Kubectl.FieldAsync("configmap/moving", ".data.ours"), Is.EqualTo("new"));
        Assert.That(await Kubectl.FieldAsync("configmap/moving", ".metadata.managedFields[?(@.operation==\"Apply\")].manager"), Does.StartWith("kubectl")); // Newer ones own the annotation by another name.
        Assert.That((await Kubectl.RunAsync("apply", "view-last-applied", "configmap/moving", "-o", "json")).Output, Does.Contain("\"ours\": \"new\""));
        if (!IsOldKubectl)
        {
            Assert.That(await Kubectl.FieldAsync("configmap/moving", ".data"), Is.EqualTo("""{"ours":"new"}"""), "newer kubectls upgrade the old manager");
        }
    }

    [Test]
    public async Task Diff_shows_what_would_change_and_a_dry_run_changes_nothing()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("shown", "colour", "red"));
        await Kubectl.ApplyAsync(Manifests.ConfigMap("shown", "colour", "green"));

        var diff = await Kubectl.TryPipeAsync(Manifests.ConfigMap("shown", "colour", "blue"), "diff", "-f", "-");
        var dry = await Kubectl.PipeAsync(Manifests.ConfigMap("shown", "colour", "blue"), "apply", "--dry-run=server", "-f", "-");

        Assert.That(diff.ExitCode, Is.EqualTo(1), diff.Errors);
        Assert.That(diff.Output, Does.Contain("-  colour: green").And.Contain("+  colour: blue"));
        Assert.That(dry.Output, Is.EqualTo("configmap/shown configured (server dry run)\n"));
        Assert.That(await Kubectl.FieldAsync("configmap/shown", ".data.colour"), Is.EqualTo("green"));
    }

    [Test]
    public async Task Scaling_by_somebody_else_takes_the_replicas()
    {
        await ServerSideAsync(Manifests.Deployment("scaled", 0));
        await Kubectl.RunAsync("scale", "deployment/scaled", "--replicas=1");

        var refused = await Kubectl.TryPipeAsync(Manifests.Deployment("scaled", 2), "apply", "--server-side", "-f", "-");

        Assert.That(refused.Errors, Does.Contain("with subresource \"scale\" using apps/v1").And.Contain(".spec.replicas"));
        Assert.That(await Kubectl.FieldAsync("deployment/scaled", ".spec.replicas"), Is.EqualTo("1"));
    }

    private Task<CommandResult> ServerSideAsync(string yaml, params string[] options) =>
        Kubectl.PipeAsync(yaml, ["apply", "--server-side", .. options, "-f", "-"]);
}
