using System.Text.Json;

namespace LightKube.EndToEnd.Verbs;

internal sealed class GetTests(string version) : KubectlFixture(version)
{
    [OneTimeSetUp]
    public async Task CreatePod()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("subject"));
        await Kubectl.ReadyAsync("subject");
    }

    [Test]
    public async Task Table_has_the_columns_that_users_know()
    {
        var table = (await Kubectl.RunAsync("get", "pods", "subject")).Table;

        Assert.That(table[0], Is.EqualTo(new[] { "NAME", "READY", "STATUS", "RESTARTS", "AGE" }));
        Assert.That(table[1][..4], Is.EqualTo(new[] { "subject", "1/1", "Running", "0" }));
    }

    [Test]
    public async Task Wide_table_adds_address_and_node()
    {
        var table = (await Kubectl.RunAsync("get", "pods", "subject", "-o", "wide")).Table;

        Assert.That(table[0][5..], Is.EqualTo(new[] { "IP", "NODE", "NOMINATED NODE", "READINESS GATES" }));
        Assert.That(table[1][5], Does.Match(@"^\d+\.\d+\.\d+\.\d+$"));
        Assert.That(table[1][6], Is.EqualTo("node-1"));
    }

    [Test]
    public async Task Yaml_can_be_applied_again()
    {
        var yaml = (await Kubectl.RunAsync("get", "configmap", "kube-root-ca.crt", "-o", "yaml")).Output;

        Assert.That(yaml, Does.StartWith("apiVersion: v1\n").And.Contain("kind: ConfigMap\n"));
        await Kubectl.PipeAsync(yaml, "replace", "-f", "-");
    }

    [Test]
    public async Task Json_is_the_whole_object()
    {
        using var pod = JsonDocument.Parse((await Kubectl.RunAsync("get", "pod", "subject", "-o", "json")).Output);

        Assert.That(pod.RootElement.GetProperty("kind").GetString(), Is.EqualTo("Pod"));
        Assert.That(pod.RootElement.GetProperty("status").GetProperty("phase").GetString(), Is.EqualTo("Running"));
        Assert.That(pod.RootElement.GetProperty("metadata").GetProperty("uid").GetString(), Has.Length.EqualTo(36));
    }

    [Test]
    public async Task Jsonpath_picks_fields_of_a_list()
    {
        var names = await Kubectl.RunAsync("get", "pods", "-o", "jsonpath={range .items[*]}{.metadata.name}={.status.phase};{end}");

        Assert.That(names.Output, Does.Contain("subject=Running;"));
    }

    [Test]
    public async Task Custom_columns_pick_fields()
    {
        var table = (await Kubectl.RunAsync("get", "pod", "subject", "-o", "custom-columns=POD:.metadata.name,IMAGE:.spec.containers[0].image")).Table;

        Assert.That(table, Is.EqualTo(new[] { new[] { "POD", "IMAGE" }, ["subject", Manifests.Busybox] }));
    }

    [Test]
    public async Task Label_selector_and_field_selector_pick_objects()
    {
        var byLabel = await Kubectl.RunAsync("get", "pods", "-l", "app in (subject),nothing!=here", "-o", "name");
        var byField = await Kubectl.RunAsync("get", "pods", "--field-selector", "metadata.name=subject,status.phase=Running", "-o", "name");
        var none = await Kubectl.RunAsync("get", "pods", "--field-selector", "spec.nodeName=elsewhere", "-o", "name");

        Assert.That(byLabel.Output, Is.EqualTo("pod/subject\n"));
        Assert.That(byField.Output, Is.EqualTo("pod/subject\n"));
        Assert.That(none.Output, Is.Empty);
    }

    [Test]
    public async Task Watch_shows_changes_as_they_happen()
    {
        await Kubectl.ApplyAsync(Manifests.ConfigMap("watched", "step", "one"));
        await using var watch = Kubectl.Start("get", "configmap", "watched", "-w", "-o", "jsonpath={.data.step};");
        await watch.OutputAsync(output => output.Contains("one"), "the present state");

        await Kubectl.ApplyAsync(Manifests.ConfigMap("watched", "step", "two"));

        await watch.OutputAsync(output => output.Contains("two"), "the change");
    }

    [Test]
    public async Task Missing_object_is_a_not_found_error()
    {
        var missing = await Kubectl.TryAsync("get", "pod", "nobody");

        Assert.That(missing.ExitCode, Is.EqualTo(1));
        Assert.That(missing.Errors, Is.EqualTo("Error from server (NotFound): pods \"nobody\" not found\n"));
    }

    [Test]
    public async Task Nodes_and_other_kinds_have_their_tables()
    {
        var nodes = (await Kubectl.RunAsync("get", "nodes")).Table;
        var services = (await Kubectl.RunAsync("get", "services", "--namespace", "default")).Table;

        Assert.That(nodes[0], Is.EqualTo(new[] { "NAME", "STATUS", "ROLES", "AGE", "VERSION" }));
        Assert.That(nodes[1][..2], Is.EqualTo(new[] { "node-1", "Ready" }));
        Assert.That(services[0], Is.EqualTo(new[] { "NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE" }));
        Assert.That(services.Select(row => row[0]), Does.Contain("kubernetes"));
    }
}
