using System.Security.Cryptography;
using System.Text;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Metrics;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Configuration;

/// <summary>
/// A configuration file that may change while the server runs. Whether it has is looked at when somebody asks for what it says, every five
/// seconds at most, so that nothing is done while nobody asks. A file that cannot be used leaves all as it was, and is told about once.
/// </summary>
/// <typeparam name="T">What the file is made into.</typeparam>
public sealed partial class ReloadingFile<T> : IMetricSource
    where T : class
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly string _metrics;
    private readonly Func<string, string> _read;
    private readonly Func<string, T> _make;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Outcome _successes = new();
    private readonly Outcome _failures = new();
    private volatile T _current;
    private volatile string _hash;
    private string _seen;
    private long _lookedAt;

    private sealed class Outcome
    {
        public long Count;
        public long LastUnixMilliseconds;
    }

    /// <param name="path">The file.</param>
    /// <param name="metrics">What its metrics begin with: <c>apiserver_authentication_config_controller</c>.</param>
    /// <param name="read">Reads a file's content.</param>
    /// <param name="make">Makes something of the content; throws <see cref="ConfigurationException"/> or <see cref="CertificateException"/> when it is wrong.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears of changes, and of files that cannot be used.</param>
    /// <exception cref="ConfigurationException">The file cannot be used now.</exception>
    /// <exception cref="CertificateException">Likewise.</exception>
    public ReloadingFile(string path, string metrics, Func<string, string> read, Func<string, T> make, TimeProvider time, ILogger log)
    {
        (_path, _metrics, _read, _make, _time, _log) = (path, metrics, read, make, time, log);
        _seen = read(path);
        _current = make(_seen);
        _hash = HashOf(_seen);
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>What the file says, or said when it could last be used.</summary>
    public T Current
    {
        get
        {
            var looked = Volatile.Read(ref _lookedAt);
            if (_time.GetElapsedTime(looked) >= LookAgain && Interlocked.CompareExchange(ref _lookedAt, _time.GetTimestamp(), looked) == looked)
            {
                Look();
            }

            return _current;
        }
    }

    public void Write(MetricText text)
    {
        var (total, last) = (_metrics + "_automatic_reloads_total", _metrics + "_automatic_reload_last_timestamp_seconds");
        text.Begin(total, "counter", "How often the file has changed since the start, by whether it could be used.");
        Each((name, outcome) => text.Sample(total, Interlocked.Read(ref outcome.Count), ("status", name)));
        text.Begin(last, "gauge", "When the file last changed, in seconds since 1970, by whether it could be used.");
        Each((name, outcome) => text.Sample(last, Interlocked.Read(ref outcome.LastUnixMilliseconds) / 1000.0, ("status", name)));
        text.Begin(_metrics + "_last_config_info", "gauge", "The hash of the content that counts.");
        text.Sample(_metrics + "_last_config_info", 1, ("hash", _hash));

        void Each(Action<string, Outcome> write)
        {
            foreach (var (name, outcome) in (ReadOnlySpan<(string, Outcome)>)[("success", _successes), ("failure", _failures)])
            {
                if (Interlocked.Read(ref outcome.Count) > 0)
                {
                    write(name, outcome);
                }
            }
        }
    }

    private void Look()
    {
        try
        {
            var content = _read(_path);
            if (content == _seen)
            {
                return;
            }

            _seen = content;

            // What was made before is left to the collector: requests may still be judged by it.
            _current = _make(content);
            _hash = HashOf(content);
            Note(_successes);
            LogReloaded(_log, _path);
        }
        catch (Exception e) when (e is ConfigurationException or CertificateException or IOException or UnauthorizedAccessException)
        {
            // A file that is gone for a while is told about at each look, one with mistakes once.
            Note(_failures);
            LogUnusable(_log, _path, e.Message);
        }
    }

    private void Note(Outcome outcome)
    {
        Interlocked.Increment(ref outcome.Count);
        Interlocked.Exchange(ref outcome.LastUnixMilliseconds, _time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private static string HashOf(string content) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";

    [LoggerMessage(LogLevel.Information, "{Path} has changed and counts from now on")]
    private static partial void LogReloaded(ILogger logger, string path);

    [LoggerMessage(LogLevel.Error, "{Path} has changed and cannot be used; what it said before goes on counting: {Error}")]
    private static partial void LogUnusable(ILogger logger, string path, string error);
}
