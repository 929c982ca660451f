using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Audit;

/// <summary>How the audit log is kept.</summary>
public sealed record AuditLogOptions
{
    /// <summary>The file; <c>-</c> for standard output.</summary>
    public required string Path { get; init; }

    /// <summary>Days that old files are kept; 0 for no end.</summary>
    public int MaxAgeDays { get; init; }

    /// <summary>Old files that are kept; 0 for all.</summary>
    public int MaxBackups { get; init; }

    /// <summary>Megabytes at which a file becomes an old one; 0 for 100, as upstream.</summary>
    public int MaxSizeMegabytes { get; init; }
}

/// <summary>Writes events to a file, a line of JSON each, before the request goes on. A full file is renamed with the time in its name.</summary>
public sealed partial class AuditLogFile : IAuditBackend
{
    private const int DefaultMegabytes = 100;
    private const string TimeFormat = "yyyy-MM-ddTHH-mm-ss.fff";

    private readonly AuditLogOptions _options;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly long _maxBytes;
    private Stream _file;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public AuditLogFile(AuditLogOptions options, AuditMetrics metrics, TimeProvider time, ILogger log)
    {
        (_options, _metrics, _time, _log) = (options, metrics, time, log);
        _maxBytes = (options.MaxSizeMegabytes > 0 ? options.MaxSizeMegabytes : DefaultMegabytes) * 1024L * 1024;
        _file = Open();
    }

    private bool IsFile => _options.Path != "-";

    public void Write(DocMap @event)
    {
        var json = JsonDocumentWriter.ToBytes(@event);
        var line = new byte[json.Length + 1];
        json.CopyTo(line, 0);
        line[^1] = (byte)'\n';
        lock (_lock)
        {
            try
            {
                if (IsFile && _file.Length + line.Length > _maxBytes && _file.Length > 0)
                {
                    Rotate_NeedsLock();
                }

                _file.Write(line);
                _file.Flush();
            }
            catch (IOException e)
            {
                // As upstream: a full disk must not stop the API.
                _metrics.LostByLog(1);
                LogLost(_log, e.Message);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsFile)
        {
            await _file.DisposeAsync();
        }
    }

    private Stream Open()
    {
        if (!IsFile)
        {
            return Console.OpenStandardOutput();
        }

        if (Path.GetDirectoryName(Path.GetFullPath(_options.Path)) is { } directory)
        {
            Directory.CreateDirectory(directory);
        }

        return new FileStream(_options.Path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    // A file that cannot make room is written on: events that are there are worth more than its size.
    private void Rotate_NeedsLock()
    {
        var (directory, name, extension) = Parts();
        var stamp = _time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);
        try
        {
            File.Move(_options.Path, Path.Combine(directory, $"{name}-{stamp}{extension}"), overwrite: true);
            var full = _file;
            _file = Open();
            full.Dispose();
            DeleteOld(directory, name, extension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFull(_log, e.Message);
        }
    }

    private (string Directory, string Name, string Extension) Parts()
    {
        var full = Path.GetFullPath(_options.Path);
        return (Path.GetDirectoryName(full)!, Path.GetFileNameWithoutExtension(full), Path.GetExtension(full));
    }

    private void DeleteOld(string directory, string name, string extension)
    {
        // Their names are in the order of their times.
        var old = Directory.GetFiles(directory, $"{name}-*{extension}").OrderDescending(StringComparer.Ordinal).ToList();
        for (var i = 0; i < old.Count; i++)
        {
            var stamp = Path.GetFileNameWithoutExtension(old[i])[(name.Length + 1)..];
            if (!DateTimeOffset.TryParseExact(stamp, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written))
            {
                continue;
            }

            var isTooMany = _options.MaxBackups > 0 && i >= _options.MaxBackups;
            var isTooOld = _options.MaxAgeDays > 0 && written < _time.GetUtcNow() - TimeSpan.FromDays(_options.MaxAgeDays);
            if (isTooMany || isTooOld)
            {
                File.Delete(old[i]);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The audit log is full and cannot be exchanged for a new one: {Error}")]
    private static partial void LogFull(ILogger logger, string error);

    [LoggerMessage(LogLevel.Error, "An audit event could not be written: {Error}")]
    private static partial void LogLost(ILogger logger, string error);
}
