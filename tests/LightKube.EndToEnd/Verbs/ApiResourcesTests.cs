namespace LightKube.EndToEnd.Verbs;

internal sealed class ApiResourcesTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Kinds_are_listed_with_short_names_and_scope()
    {
        var resources = (await Kubectl.RunAsync("api-resources", "--no-headers")).Lines.Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToList();

        Assert.That(resources.Single(row => row[0] == "pods"), Is.EqualTo(new[] { "pods", "po", "v1", "true", "Pod" }));
        Assert.That(resources.Single(row => row[0] == "deployments"), Is.EqualTo(new[] { "deployments", "deploy", "apps/v1", "true", "Deployment" }));
        Assert.That(resources.Single(row => row[0] == "nodes"), Is.EqualTo(new[] { "nodes", "no", "v1", "false", "Node" }));
    }

    [Test]
    public async Task Versions_are_listed()
    {
        var versions = (await Kubectl.RunAsync("api-versions")).Lines;

        Assert.That(versions, Is.SupersetOf(new[] { "v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1", "discovery.k8s.io/v1" }));
    }

    [Test]
    public async Task Short_names_and_categories_work()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("subject", "key", "value"));
        await Kubectl.ApplyAsync(Manifests.Deployment("web", 1));

        Assert.That((await Kubectl.RunAsync("get", "cm", "subject", "-o", "name")).Output, Is.EqualTo("configmap/subject\n"));
        Assert.That((await Kubectl.RunAsync("get", "all", "-o", "name")).Lines, Does.Contain("deployment.apps/web"));
    }
}
