namespace LightKube.EndToEnd.Verbs;

internal sealed class WaitTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Wait_ends_when_the_condition_holds()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("ready"));

        var waited = await Kubectl.RunAsync("wait", "pod/ready", "--for=condition=Ready", "--timeout=90s");

        Assert.That(waited.Output, Is.EqualTo("pod/ready condition met\n"));
    }

    [Test]
    public async Task Wait_for_deletion_ends_when_the_object_has_gone()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("goes"));
        await Kubectl.ReadyAsync("goes");
        await using var wait = Kubectl.Start("wait", "pod/goes", "--for=delete", "--timeout=90s");

        await Kubectl.RunAsync("delete", "pod", "goes", "--wait=false");

        (await wait.EndAsync()).Succeeded();
    }

    [Test]
    public async Task Wait_in_vain_times_out()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("never") + "\n  nodeSelector:\n    made-of: cheese\n");

        var waited = await Kubectl.TryAsync("wait", "pod/never", "--for=condition=Ready", "--timeout=1s");

        Assert.That(waited.ExitCode, Is.EqualTo(1));
        Assert.That(waited.Errors, Does.Contain("timed out waiting for the condition"));
    }
}
