using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace LightKube.Foundation.Processes;

/// <summary>Follows the file that a child process writes its output to, and logs each new line.</summary>
internal sealed class ProcessOutput : IDisposable
{
    /// <summary>The file is emptied when it has grown to this size and all of it was read. Lines also stand in our own log.</summary>
    internal const long LargestFile = 4 << 20;

    /// <summary>A longer line is logged in pieces.</summary>
    internal const int LongestLine = 16 << 10;

    /// <summary>How many of the last lines are kept to explain a failure.</summary>
    internal const int KeptLines = 10;

    private readonly SafeFileHandle _file;
    private readonly Func<string, ProcessLine> _read;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[LongestLine];
    private readonly Queue<string> _lastLines = new();
    private long _position;
    private int _pending;

    /// <param name="path">The file; made if it does not exist. What it already holds is not logged again.</param>
    /// <param name="read">Says what a line means.</param>
    /// <param name="logger">Where lines go.</param>
    internal ProcessOutput(string path, Func<string, ProcessLine> read, ILogger logger)
    {
        (_read, _logger) = (read, logger);
        var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = owner }))
        {
        }
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _position = RandomAccess.GetLength(_file);
    }

    /// <summary>The last lines that were logged, on one line.</summary>
    internal string LastLines
    {
        get
        {
            lock (_lock)
                return string.Join(" | ", _lastLines);
        }
    }

    /// <summary>Logs the lines that have come since the last call.</summary>
    internal void LogNewLines()
    {
        lock (_lock)
        {
            int read;
            while ((read = RandomAccess.Read(_file, _buffer.AsSpan(_pending), _position)) > 0)
            {
                _position += read;
                TakeLines_NeedsLock(_pending + read);
            }
            if (_position < LargestFile)
                return;
            // The process appends, so what it writes next goes to the new start.
            RandomAccess.SetLength(_file, 0);
            _position = 0;
        }
    }

    /// <summary>Logs what has come, the last line also when it has no end.</summary>
    internal void LogRest()
    {
        LogNewLines();
        lock (_lock)
        {
            LogLine_NeedsLock(_buffer.AsSpan(0, _pending));
            _pending = 0;
        }
    }

    public void Dispose() => _file.Dispose();

    private void TakeLines_NeedsLock(int length)
    {
        var rest = _buffer.AsSpan(0, length);
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            LogLine_NeedsLock(rest[..end]);
        if (rest.Length == _buffer.Length)
        {
            LogLine_NeedsLock(rest);
            rest = [];
        }
        rest.CopyTo(_buffer);
        _pending = rest.Length;
    }

    private void LogLine_NeedsLock(ReadOnlySpan<byte> bytes)
    {
        var line = Encoding.UTF8.GetString(bytes).Trim();
        if (line.Length == 0)
            return;
        if (_lastLines.Count == KeptLines)
            _lastLines.Dequeue();
        _lastLines.Enqueue(line);
        var (level, message, values) = _read(line);
        _logger.Log(level, default, values, null, (_, _) => message);
    }
}
