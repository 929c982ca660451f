using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Configuration;
using Table = LightKube.Configuration.AuditOptionTable;

namespace LightKube.Configuration;

/// <summary>Reads the files that options of the audit log name, and makes what the API server takes.</summary>
internal static class AuditSettings
{
    /// <exception cref="ConfigurationException">Values do not fit each other, or a file cannot be used.</exception>
    internal static AuditOptions From(OptionValues values)
    {
        var (policy, log, webhook) = (values.Get(Table.PolicyFile), values.Get(Table.LogPath), values.Get(Table.WebhookFile));
        if (policy.Length == 0 && (log.Length > 0 || webhook.Length > 0))
            throw new ConfigurationException([$"'{(log.Length > 0 ? Table.LogPath : Table.WebhookFile).Name}' needs '{Table.PolicyFile.Name}': what to write down"]);
        return new AuditOptions
        {
            Policy = policy.Length > 0 ? AuditPolicy.Read(ReadPolicy(policy), policy) : null,
            Log = log.Length > 0 ? LogOf(values, log) : null,
            Webhook = webhook.Length > 0 ? WebhookKubeconfig.Read(webhook) : null,
        };
    }

    private static AuditLogOptions LogOf(OptionValues values, string path) => new()
    {
        Path = path,
        MaxAgeDays = values.Get(Table.LogMaxAge),
        MaxBackups = values.Get(Table.LogMaxBackup),
        MaxSizeMegabytes = values.Get(Table.LogMaxSize),
    };

    private static string ReadPolicy(string path)
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
