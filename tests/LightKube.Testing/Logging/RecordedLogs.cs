using System.Collections.Concurrent;
using System.Threading.Channels;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging;

namespace LightKube.Testing.Logging;

/// <summary>Keeps what was logged, so that a test can look at it, wait for it, and show it when it fails.</summary>
public sealed class RecordedLogs : ILoggerFactory
{
    private readonly ConcurrentQueue<RecordedLine> _lines = new();
    private readonly Channel<RecordedLine> _unread = Channel.CreateUnbounded<RecordedLine>();

    public IReadOnlyList<RecordedLine> All => [.. _lines];

    public IReadOnlyList<string> Messages => [.. _lines.Select(line => line.Message)];

    /// <summary>Lines for a person: level, category, message, exception.</summary>
    public IEnumerable<string> Lines(LogLevel from) => _lines.Where(line => line.Level >= from).Select(line => line.ToString());

    /// <summary>Takes messages, each once, until one contains the text; fails with what was logged instead.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline.Timeout);
        try
        {
            await foreach (var line in _unread.Reader.ReadAllAsync(deadline.Token))
            {
                if (line.Message.Contains(text, StringComparison.Ordinal))
                    return line.Message;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, with what was logged instead.
        }
        throw new AssertionException($"Nothing logged contains '{text}'. Logged:\n{string.Join('\n', Messages)}");
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("logs of a test go to its recorder alone");

    public void Dispose()
    {
    }

    private void Add(RecordedLine line)
    {
        _lines.Enqueue(line);
        _unread.Writer.TryWrite(line);
    }

    private sealed class Recorder(RecordedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Add(new RecordedLine(logLevel, category, formatter(state, exception), exception));
    }
}

/// <summary>A line of a log, before it is formatted.</summary>
public sealed record RecordedLine(LogLevel Level, string Category, string Message, Exception? Error)
{
    public override string ToString() => $"{Level} {Category}: {Message}{(Error is null ? "" : "\n" + Error)}";
}
