using LightKube.Foundation.Certificates;
using LightKube.Foundation.Configuration;
using LightKube.Foundation.Metrics;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>The issuers of a configuration file, and its rules for anonymous requests, as the file says at the moment.</summary>
public sealed class ReloadingIssuers : ITokenAuthenticator, IMetricSource, IDisposable
{
    private readonly ReloadingFile<Loaded> _file;

    private sealed record Loaded(AuthenticationOptions Options, OidcAuthenticator Authenticator);

    /// <param name="options">As they were read at the start: with the file's path, and what does not stand in the file.</param>
    /// <param name="read">Reads a file's content.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears of changes, and of files that cannot be used.</param>
    /// <exception cref="ConfigurationException">The file cannot be used now.</exception>
    /// <exception cref="CertificateException">Likewise.</exception>
    public ReloadingIssuers(AuthenticationOptions options, Func<string, string> read, TimeProvider time, ILogger<ReloadingIssuers> log) =>
        _file = new ReloadingFile<Loaded>(
            options.ConfigurationFile,
            "apiserver_authentication_config_controller",
            read,
            content =>
            {
                var changed = AuthenticationConfiguration.Read(content, options.ConfigurationFile, options);
                return new Loaded(changed, new OidcAuthenticator(changed.Issuers, time));
            },
            time,
            log);

    /// <summary>What counts now.</summary>
    public AuthenticationOptions Options => _file.Current.Options;

    public ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel) =>
        _file.Current.Authenticator.AuthenticateAsync(token, audiences, cancel);

    public void Write(MetricText text) => _file.Write(text);

    public void Dispose() => _file.Current.Authenticator.Dispose();
}
