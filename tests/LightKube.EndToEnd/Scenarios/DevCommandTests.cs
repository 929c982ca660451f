using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Scenarios;

/// <summary>What <c>lightkube dev</c> promises, on clusters of its own.</summary>
internal sealed class DevCommandTests
{
    [Test]
    public async Task Cluster_stands_beside_another_and_goes_without_a_trace()
    {
        var cluster = new DevCluster("e2e-beside");
        await cluster.UpAsync("--no-sample");
        try
        {
            var own = await cluster.Kubectl("1.32").RunAsync("get", "nodes", "-o", "name");
            var list = await DevCluster.DevAsync("list");

            Assert.That(own.Output, Is.EqualTo("node/node-1\n"));
            Assert.That(list.Lines.Count(line => line.Contains("running", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(2));
        }
        finally
        {
            await cluster.DownAsync();
        }
        MachineState.AssertNothingIsLeftOf(cluster.Name);
    }

    [Test]
    public void Pods_live_in_the_cgroup_of_their_cluster() => Assert.That(
        MachineState.CgroupsOf(SharedCluster.Cluster.Name).Select(folder => Path.Combine(folder, "node-1/kubepods")).Where(Directory.Exists)
            .SelectMany(pods => Directory.GetDirectories(pods, "pod*", SearchOption.AllDirectories)),
        Is.Not.Empty);

    [Test]
    public async Task Command_on_the_node_sees_the_nodes_network_and_the_api()
    {
        var address = await SharedCluster.Cluster.ExecAsync("ip", "-brief", "address", "show", "eth0");
        var kubeConfig = await SharedCluster.Cluster.ExecAsync("sh", "-c", "test -s $KUBECONFIG && hostname");
        var failed = await SharedCluster.Cluster.ExecAsync("sh", "-c", "exit 7");

        Assert.That(address.Output, Does.Contain("10.99."));
        Assert.That(kubeConfig.Output, Is.EqualTo("node-1\n"));
        Assert.That(failed.ExitCode, Is.EqualTo(7));
    }

    [Test]
    public async Task Cluster_whose_node_was_killed_comes_up_again()
    {
        var cluster = new DevCluster("e2e-broken");
        await cluster.UpAsync("--no-sample");
        try
        {
            await cluster.Kubectl("1.32").RunAsync("create", "configmap", "kept", "--from-literal=key=value");
            var holder = await File.ReadAllTextAsync("/var/lib/lightkube-dev/e2e-broken/node-1/holder.pid");
            (await Command.RunAsync("kill", "-KILL", holder.Split(' ')[0])).Succeeded();
            await Eventually.ThatAsync(() => Task.FromResult(Directory.Exists($"/proc/{holder.Split(' ')[0]}")), Is.False, "the killed node");

            await cluster.UpAsync("--no-sample");

            await cluster.Kubectl("1.32").RunAsync("get", "configmap", "kept");
        }
        finally
        {
            await cluster.DownAsync();
        }
    }

    [Test]
    public async Task Cluster_that_is_not_there_is_an_error_that_helps()
    {
        var down = await DevCluster.DevAsync("down", "--name", "e2e-nobody");
        var up = await DevCluster.DevAsync("up", "--name", "Not a name");

        Assert.That(down.ExitCode, Is.EqualTo(1));
        Assert.That(down.Errors, Is.EqualTo("lightkube dev: There is no cluster 'e2e-nobody'. 'lightkube dev list' shows those that there are.\n"));
        Assert.That(up.Errors, Does.Contain("lower-case letters, digits and dashes"));
    }

    [Test]
    public void Sample_answers_through_its_service_by_name()
    {
        Assert.That(SharedCluster.UpOutput, Does.Match(@"says: Hello from LightKube! \| Running on: hello-\w+-\w+ \| v=1"));
    }
}
