using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Verbs;

internal sealed class DescribeTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Pod_is_described_with_its_state_and_events()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("subject"));
        await Kubectl.ReadyAsync("subject");

        await Eventually.ThatAsync(async () => (await Kubectl.RunAsync("describe", "pod", "subject")).Output,
            Does.Match(@"(?s)Name:\s+subject\n.*Status:\s+Running\n.*State:\s+Running\n.*Events:.*Scheduled.*Started"),
            "the description with its events");
    }

    [Test]
    public async Task Pod_that_fits_nowhere_says_why()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("homeless") + "\n  nodeSelector:\n    made-of: cheese\n");

        await Eventually.ThatAsync(async () => (await Kubectl.RunAsync("describe", "pod", "homeless")).Output,
            Does.Match(@"(?s)FailedScheduling.*0/1 nodes are available.*node\(s\) didn.t match Pod.s node affinity/selector"), "the reason");
    }

    [Test]
    public async Task Node_service_and_deployment_are_described()
    {
        await Kubectl.ApplyAsync(Manifests.Deployment("web", 1));
        await Kubectl.RunAsync("expose", "deployment", "web", "--port=80", "--target-port=8080");
        await Kubectl.RolledOutAsync("web");

        var node = await Kubectl.RunAsync("describe", "node", "node-1");
        var deployment = await Kubectl.RunAsync("describe", "deployment", "web");

        Assert.That(node.Output, Does.Contain("Allocatable:").And.Contain("Non-terminated Pods:"));
        Assert.That(deployment.Output, Does.Contain("1 desired | 1 updated | 1 total | 1 available | 0 unavailable"));
        await Eventually.ThatAsync(async () => (await Kubectl.RunAsync("describe", "service", "web")).Output,
            Does.Match(@"Endpoints:\s+\d+\.\d+\.\d+\.\d+:8080"), "the endpoint");
    }
}
