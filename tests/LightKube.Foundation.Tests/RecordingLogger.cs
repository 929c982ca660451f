using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Tests;

/// <summary>A logger that keeps what was logged, and completes waits for a line.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> _entries = new();
    private readonly Channel<string> _logged = Channel.CreateUnbounded<string>();

    internal IReadOnlyList<string> Messages => [.. _entries.Select(entry => entry.Message)];

    internal IReadOnlyList<(LogLevel Level, string Message)> Entries => [.. _entries];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _entries.Enqueue((logLevel, formatter(state, exception)));
        _logged.Writer.TryWrite(formatter(state, exception));
    }

    /// <summary>Takes messages until one contains the text; fails with what was logged instead.</summary>
    internal async Task<string> WaitForAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline.Timeout);
        try
        {
            await foreach (var message in _logged.Reader.ReadAllAsync(deadline.Token))
            {
                if (message.Contains(text, StringComparison.Ordinal))
                    return message;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, with what was logged instead.
        }
        throw new AssertionException($"Nothing logged contains '{text}'. Logged:\n{string.Join('\n', Messages)}");
    }
}
