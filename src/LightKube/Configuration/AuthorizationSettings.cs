using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Configuration;
using Table = LightKube.Configuration.AuthorizationOptionTable;

namespace LightKube.Configuration;

/// <summary>Reads the files that options of authorization name, and makes what the API server takes.</summary>
internal static class AuthorizationSettings
{
    /// <exception cref="ConfigurationException">Values do not fit each other, or a file cannot be used.</exception>
    internal static AuthorizationOptions From(OptionValues values)
    {
        var (config, modes, webhook) = (values.Get(Table.Config), values.Get(Table.Mode), values.Get(Table.WebhookFile));
        if (config.Length > 0 && (modes.Count > 0 || webhook.Length > 0))
            throw new ConfigurationException([$"'{Table.Config.Name}' and '{(modes.Count > 0 ? Table.Mode.Name : Table.WebhookFile.Name)}' exclude each other"]);
        if (config.Length > 0)
            return AuthorizationConfiguration.Read(ReadFile(config), config);
        if (modes.Count == 0)
            return new AuthorizationOptions();
        if (modes.Contains("Webhook") != webhook.Length > 0)
            throw new ConfigurationException([$"'{Table.Mode.Name}' with Webhook and '{Table.WebhookFile.Name}' belong together"]);
        return new AuthorizationOptions { Authorizers = [.. modes.Select(mode => OptionsOf(mode, values))] };
    }

    // Where options configure the webhook, none says how long it may take. Kubernetes' number.
    private static readonly TimeSpan WebhookTimeout = TimeSpan.FromSeconds(30);

    private static AuthorizerOptions OptionsOf(string mode, OptionValues values) => mode switch
    {
        "Node" => new AuthorizerOptions(AuthorizerType.Node),
        "RBAC" => new AuthorizerOptions(AuthorizerType.Rbac),
        "AlwaysAllow" => new AuthorizerOptions(AuthorizerType.AlwaysAllow),
        "AlwaysDeny" => new AuthorizerOptions(AuthorizerType.AlwaysDeny),
        "Webhook" => new AuthorizerOptions(AuthorizerType.Webhook, new WebhookAuthorizerOptions
        {
            Endpoint = WebhookKubeconfig.Read(values.Get(Table.WebhookFile)),
            Version = values.Get(Table.WebhookVersion),
            Timeout = WebhookTimeout,
            AllowedLife = values.Get(Table.AllowedLife),
            DeniedLife = values.Get(Table.DeniedLife),
        }),
        _ => throw new ConfigurationException([$"'{mode}' is no value for '{Table.Mode.Name}': expected Node, RBAC, Webhook, AlwaysAllow or AlwaysDeny"]),
    };

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([error.Message]);
        }
    }
}
