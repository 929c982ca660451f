namespace LightKube.EndToEnd.Verbs;

internal sealed class AuthCanITests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Administrator_may_do_everything()
    {
        Assert.That((await Kubectl.RunAsync("auth", "can-i", "*", "*", "--all-namespaces")).Output, Is.EqualTo("yes\n"));
    }

    [Test]
    public async Task Service_account_may_do_little()
    {
        var account = $"system:serviceaccount:{Kubectl.Namespace}:default";

        var answer = await Kubectl.TryAsync("auth", "can-i", "delete", "pods", "--as", account);

        Assert.That(answer.Output, Is.EqualTo("no\n"));
        Assert.That(answer.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task List_names_what_an_account_may_do()
    {
        var list = await Kubectl.RunAsync("auth", "can-i", "--list", "--as", $"system:serviceaccount:{Kubectl.Namespace}:default");

        Assert.That(list.Lines[0], Does.Match(@"^Resources\s+Non-Resource URLs\s+Resource Names\s+Verbs\s*$"));
        Assert.That(list.Output, Does.Contain("selfsubjectaccessreviews.authorization.k8s.io"));
    }
}
