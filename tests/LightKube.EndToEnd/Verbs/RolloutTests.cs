namespace LightKube.EndToEnd.Verbs;

internal sealed class RolloutTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task New_image_rolls_out_and_back()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("web", 2));
        var first = await Kubectl.RolledOutAsync("web");
        Assert.That(first.Output, Does.EndWith("deployment \"web\" successfully rolled out\n"));

        await Kubectl.RunAsync("set", "image", "deployment/web", $"web={Manifests.HelloAgain}");
        await Kubectl.RolledOutAsync("web");
        Assert.That(await ImagesAsync(), Is.All.EqualTo(Manifests.HelloAgain));

        await Kubectl.RunAsync("rollout", "undo", "deployment/web");
        await Kubectl.RolledOutAsync("web");
        Assert.That(await ImagesAsync(), Is.All.EqualTo(Manifests.Hello));
    }

    [Test]
    public async Task Restart_replaces_every_pod()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("again", 2));
        await Kubectl.RolledOutAsync("again");
        var before = await ActivePodsAsync("again");

        await Kubectl.RunAsync("rollout", "restart", "deployment/again");
        await Kubectl.RolledOutAsync("again");

        Assert.That((await ActivePodsAsync("again")).Intersect(before), Is.Empty);
    }

    // Pods that are on their way out still show the old template.
    private async Task<string[]> ImagesAsync() =>
        await FieldsOfActivePodsAsync("web", ".spec.containers[0].image");

    private Task<string[]> ActivePodsAsync(string app) => FieldsOfActivePodsAsync(app, ".metadata.name");

    private async Task<string[]> FieldsOfActivePodsAsync(string app, string field)
    {
        var template = $"custom-columns=FIELD:{field},GOES:.metadata.deletionTimestamp";
        var table = (await Kubectl.RunAsync("get", "pods", "-l", $"app={app}", "-o", template)).Table;
        return [.. table.Skip(1).Where(row => row[1] == "<none>").Select(row => row[0])];
    }
}
