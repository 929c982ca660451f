using LightKube.Foundation.Certificates;
using LightKube.Foundation.Configuration;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>
/// The issuers of a configuration file. Whether the file has changed is looked at when a token comes, once a minute at most, so that a server
/// that sees no such tokens does nothing. A file that cannot be used leaves the issuers as they were.
/// </summary>
public sealed partial class ReloadingIssuers : ITokenAuthenticator, IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly Func<string, string> _read;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile Loaded _loaded;
    private long _lookedAt;

    /// <param name="Text">The file's content.</param>
    /// <param name="Authenticator">What it says.</param>
    private sealed record Loaded(string Text, OidcAuthenticator Authenticator);

    /// <param name="path">The file; it was read with success before.</param>
    /// <param name="read">Reads a file's content.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears of changes, and of files that cannot be used.</param>
    /// <exception cref="ConfigurationException">The file cannot be used now.</exception>
    public ReloadingIssuers(string path, Func<string, string> read, TimeProvider time, ILogger<ReloadingIssuers> log)
    {
        (_path, _read, _time, _log) = (path, read, time, log);
        _loaded = Load(read(path));
        _lookedAt = time.GetTimestamp();
    }

    public ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        var looked = Volatile.Read(ref _lookedAt);
        if (_time.GetElapsedTime(looked) >= LookAgain && Interlocked.CompareExchange(ref _lookedAt, _time.GetTimestamp(), looked) == looked)
        {
            Reload();
        }

        return _loaded.Authenticator.AuthenticateAsync(token, audiences, cancel);
    }

    public void Dispose() => _loaded.Authenticator.Dispose();

    private void Reload()
    {
        try
        {
            var text = _read(_path);
            if (text != _loaded.Text)
            {
                // The old one is left to the collector: requests may still be judged by it.
                _loaded = Load(text);
                LogReloaded(_log, _path);
            }
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException or CertificateException)
        {
            LogUnusable(_log, _path, e.Message);
        }
    }

    private Loaded Load(string text) => new(text, new OidcAuthenticator(AuthenticationConfiguration.Read(text, _path, new AuthenticationOptions()).Issuers, _time));

    [LoggerMessage(LogLevel.Information, "{Path} has changed and counts from now on")]
    private static partial void LogReloaded(ILogger logger, string path);

    [LoggerMessage(LogLevel.Error, "{Path} cannot be used, the issuers stay as they were: {Error}")]
    private static partial void LogUnusable(ILogger logger, string path, string error);
}
