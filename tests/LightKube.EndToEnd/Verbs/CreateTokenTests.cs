using System.Text.Json;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Verbs;

internal sealed class CreateTokenTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Token_of_a_service_account_is_accepted_as_that_account()
    {
        await Kubectl.RunAsync("create", "serviceaccount", "robot");

        var token = await TokenAsync("robot");

        var seen = await Kubectl.WithToken(token).TryAsync("get", "secrets");
        Assert.That(seen.Errors, Does.Contain($"User \"system:serviceaccount:{Kubectl.Namespace}:robot\" cannot list resource \"secrets\""));
    }

    [Test]
    public async Task Token_gets_what_a_role_binding_grants()
    {
        await Kubectl.RunAsync("create", "serviceaccount", "reader");
        await Kubectl.RunAsync("create", "role", "see-settings", "--verb=get,list", "--resource=configmaps");
        await Kubectl.RunAsync("create", "rolebinding", "reader", "--role=see-settings", $"--serviceaccount={Kubectl.Namespace}:reader");

        var token = await TokenAsync("reader");

        await Eventually.ThatAsync(async () => (await Kubectl.WithToken(token).TryAsync("get", "configmaps")).ExitCode, Is.Zero, "what the token may do");
    }

    // kubectl can do it by itself since 1.24; before, through the API of the same name.
    private async Task<string> TokenAsync(string account)
    {
        if (!IsOldKubectl)
            return (await Kubectl.RunAsync("create", "token", account)).Output.Trim();
        var request = """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""";
        var answer = await Kubectl.PipeAsync(request, "create", "--raw", $"/api/v1/namespaces/{Kubectl.Namespace}/serviceaccounts/{account}/token", "-f", "-");
        using var token = JsonDocument.Parse(answer.Output);
        return token.RootElement.GetProperty("status").GetProperty("token").GetString()!;
    }
}
