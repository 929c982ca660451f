namespace LightKube.EndToEnd.Verbs;

internal sealed class ExplainTests(string version) : KubectlFixture(version)
{
    [TestCase("pods.spec.containers.image", "<string>")]
    [TestCase("deployments.spec.replicas", "<integer>")]
    public async Task Field_is_explained_with_its_type(string field, string type)
    {
        var explanation = await Kubectl.RunAsync("explain", field);

        Assert.That(explanation.Output, Does.Match($@"FIELD:\s+{field.Split('.')[^1]}\s+{type}"));
    }

    [Test]
    public async Task Fields_of_a_kind_are_shown_with_their_types()
    {
        var explanation = await Kubectl.RunAsync("explain", "deployment", "--recursive");

        Assert.That(explanation.Output, Does.Contain("Deployment").And.Match(@"replicas\s+<integer>").And.Match(@"terminationGracePeriodSeconds\s+<integer>"));
    }

    [Test]
    public async Task Field_that_does_not_exist_is_an_error()
    {
        var explanation = await Kubectl.TryAsync("explain", "pods.spec.contaners");

        Assert.That(explanation.ExitCode, Is.Not.Zero);
        Assert.That(explanation.Errors, Does.Contain("does not exist"));
    }
}
