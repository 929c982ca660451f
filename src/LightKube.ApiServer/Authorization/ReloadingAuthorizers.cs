using LightKube.Foundation.Certificates;
using LightKube.Foundation.Configuration;
using LightKube.Foundation.Metrics;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Authorization;

/// <summary>The authorizers of a configuration file, as it says at the moment. Types that the file named at the start it has to go on naming, webhooks excepted.</summary>
public sealed class ReloadingAuthorizers : IAuthorizer, IMetricSource
{
    private readonly ReloadingFile<IAuthorizer> _file;

    /// <param name="options">As they were read at the start, with the file's path.</param>
    /// <param name="make">Makes a chain of authorizers.</param>
    /// <param name="read">Reads a file's content.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears of changes, and of files that cannot be used.</param>
    /// <exception cref="ConfigurationException">The file cannot be used now.</exception>
    /// <exception cref="CertificateException">Likewise.</exception>
    public ReloadingAuthorizers(
        AuthorizationOptions options, Func<AuthorizationOptions, IAuthorizer> make, Func<string, string> read, TimeProvider time, ILogger<ReloadingAuthorizers> log) =>
        _file = new ReloadingFile<IAuthorizer>(
            options.ConfigurationFile,
            "apiserver_authorization_config_controller",
            read,
            content =>
            {
                var changed = AuthorizationConfiguration.Read(content, options.ConfigurationFile);
                RequireTypes(options, changed);
                return make(changed);
            },
            time,
            log);

    public bool MayWait => _file.Current.MayWait;

    public AuthorizationResult Authorize(in AuthorizationAttributes attributes) => _file.Current.Authorize(attributes);

    public ValueTask<AuthorizationResult> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancel) => _file.Current.AuthorizeAsync(attributes, cancel);

    public void Write(MetricText text) => _file.Write(text);

    private static void RequireTypes(AuthorizationOptions before, AuthorizationOptions changed)
    {
        var missing = before.Authorizers.Select(static authorizer => authorizer.Type)
            .Where(type => type != AuthorizerType.Webhook && !changed.Authorizers.Any(authorizer => authorizer.Type == type))
            .Select(AuthorizerOptions.NameOf)
            .ToList();
        if (missing.Count > 0)
        {
            throw new ConfigurationException([$"{before.ConfigurationFile}: authorizers: missing required types: [{string.Join(' ', missing)}]"]);
        }
    }
}
