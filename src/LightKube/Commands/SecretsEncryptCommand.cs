using System.CommandLine;
using LightKube.Client.Http;
using LightKube.Commands.Dev;
using LightKube.Foundation.Kubeconfig;
using LightKube.Server.Encryption;

namespace LightKube.Commands;

/// <summary><c>lightkube secrets-encrypt</c>: how a running server encrypts Secrets in its store, and new keys for it.</summary>
internal static class SecretsEncryptCommand
{
    private const string KubeconfigName = "admin.kubeconfig";

    internal static Command Create()
    {
        var dataDirectory = new Option<string>("--data-dir")
        {
            Description = "The server's data directory, which holds the administrator's kubeconfig.",
            DefaultValueFactory = _ => "/var/lib/lightkube",
            Recursive = true,
        };
        var status = new Command("status", "Tell whether Secrets are encrypted in the store, and with which keys.");
        var rotate = new Command("rotate-keys", "Make a new key, encrypt all Secrets with it, and forget the old keys.");
        status.SetAction((parsed, cancel) => RunAsync(parsed, dataDirectory, (api, token) => api.GetTextAsync(EncryptionPaths.Status, token), cancel));
        rotate.SetAction((parsed, cancel) => RunAsync(parsed, dataDirectory, (api, token) => api.PostAsync(EncryptionPaths.Rotation, token), cancel));
        return new Command("secrets-encrypt", "See and exchange the keys by which a server encrypts Secrets in its store.") { dataDirectory, status, rotate };
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Option<string> dataDirectory, Func<ApiConnection, CancellationToken, Task<string>> ask, CancellationToken cancel)
    {
        var path = Path.Combine(parsed.GetValue(dataDirectory)!, KubeconfigName);
        try
        {
            using var api = new ApiConnection(Kubeconfig.ConfigOf(KubeconfigFile.Read(path)));
            await parsed.InvocationConfiguration.Output.WriteAsync(await ask(api, cancel));
            return ExitCodes.Success;
        }
        catch (Exception error) when (error is CommandFailedException or HttpRequestException or IOException or UnauthorizedAccessException or KubeconfigException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"lightkube: {error.Message}");
            return ExitCodes.Failure;
        }
    }
}
