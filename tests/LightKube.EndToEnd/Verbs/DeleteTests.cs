using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Verbs;

internal sealed class DeleteTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Deletion_waits_until_the_object_has_gone()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("subject"));
        await Kubectl.ReadyAsync("subject");

        var deleted = await Kubectl.RunAsync("delete", "pod", "subject");

        Assert.That(deleted.Output, Does.StartWith("pod \"subject\" deleted"));
        Assert.That((await Kubectl.TryAsync("get", "pod", "subject")).ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task Deployment_takes_its_pods_along()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("family", 2));
        await Kubectl.RolledOutAsync("family");

        await Kubectl.RunAsync("delete", "deployment", "family", "--cascade=foreground");

        await Eventually.ThatAsync(async () => (await Kubectl.RunAsync("get", "replicasets,pods", "-l", "app=family", "-o", "name")).Lines,
            Is.Empty, "dependents that are left");
    }

    [Test]
    public async Task Orphans_stay()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("parent", 1));
        await Kubectl.RolledOutAsync("parent");

        await Kubectl.RunAsync("delete", "deployment", "parent", "--cascade=orphan");

        var orphan = (await Kubectl.RunAsync("get", "replicasets", "-l", "app=parent", "-o", "name")).Lines.Single();
        await Eventually.ThatAsync(() => Kubectl.FieldAsync(orphan, ".metadata.ownerReferences"), Is.Empty, "its owner");
        await Kubectl.RunAsync("delete", orphan);
    }

    [Test]
    public async Task Finalizer_holds_an_object_back()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("held", "key", "value"));
        await Kubectl.RunAsync("patch", "configmap", "held", "--type=merge", "--patch", """{"metadata":{"finalizers":["example.com/hold"]}}""");

        await Kubectl.RunAsync("delete", "configmap", "held", "--wait=false");
        Assert.That(await Kubectl.FieldAsync("configmap/held", ".metadata.deletionTimestamp"), Is.Not.Empty);

        await Kubectl.RunAsync("patch", "configmap", "held", "--type=merge", "--patch", """{"metadata":{"finalizers":null}}""");
        Assert.That((await Kubectl.TryAsync("get", "configmap", "held")).Errors, Does.Contain("NotFound"));
    }

    [Test]
    public async Task Selector_and_kind_delete_many()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("one", "key", "value"));
        await Kubectl.ApplyAsync(Manifests.ConfigMap("two", "key", "value"));
        await Kubectl.RunAsync("label", "configmap", "one", "two", "batch=yes");

        var deleted = await Kubectl.RunAsync("delete", "configmaps", "-l", "batch=yes");

        Assert.That(deleted.Lines, Has.Length.EqualTo(2));
    }
}
