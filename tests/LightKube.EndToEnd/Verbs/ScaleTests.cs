using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Verbs;

internal sealed class ScaleTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Deployment_grows_and_shrinks()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("web", 1));
        await Kubectl.RolledOutAsync("web");

        var scaled = await Kubectl.RunAsync("scale", "deployment", "web", "--replicas=3");
        await Kubectl.RolledOutAsync("web");
        Assert.That(scaled.Output, Is.EqualTo("deployment.apps/web scaled\n"));
        Assert.That(await Kubectl.FieldAsync("deployment/web", ".status.readyReplicas"), Is.EqualTo("3"));

        await Kubectl.RunAsync("scale", "deployment", "web", "--current-replicas=3", "--replicas=0");
        await Eventually.ThatAsync(async () => (await Kubectl.RunAsync("get", "pods", "-l", "app=web", "-o", "name")).Lines, Is.Empty, "pods that are left");
    }

    [Test]
    public async Task Precondition_that_does_not_hold_changes_nothing()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("steady", 1));

        var refused = await Kubectl.TryAsync("scale", "deployment", "steady", "--current-replicas=7", "--replicas=2");

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(await Kubectl.FieldAsync("deployment/steady", ".spec.replicas"), Is.EqualTo("1"));
    }
}
