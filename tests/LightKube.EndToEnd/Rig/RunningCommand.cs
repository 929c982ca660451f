using System.Diagnostics;
using System.Text;

namespace LightKube.EndToEnd.Rig;

/// <summary>A command that runs: a watch, a log that is followed, or anything on its way to its end.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    /// <summary>Longer than anything should take on a busy machine with two processors.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _command;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private readonly SemaphoreSlim _news = new(0);

    private RunningCommand(Process process, string command)
    {
        (_process, _command) = (process, command);
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>What it has written so far.</summary>
    internal string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    internal static RunningCommand Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        return new RunningCommand(Process.Start(info)!, $"{Path.GetFileName(program)} {string.Join(' ', info.ArgumentList)}");
    }

    /// <summary>Sends text to its standard input.</summary>
    internal async Task WriteAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until it has written what is expected, and fails the test with what it wrote when it does not.</summary>
    internal async Task OutputAsync(Func<string, bool> expected, string expectation)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!expected(Output))
        {
            if (_reading.IsCompleted && !expected(Output))
                Assert.Fail($"{_command} ended without {expectation}.\n{Output}{await _errors}");
            try
            {
                await _news.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{_command} has not shown {expectation} after {Patience}.\n{Output}");
            }
        }
    }

    /// <summary>Closes its input and waits for its end.</summary>
    internal async Task<CommandResult> EndAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"{_command} has not ended after {Patience}.\n{Output}");
        }
        await _reading;
        return new CommandResult(_command, _process.ExitCode, Output, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _news.Dispose();
    }

    private async Task ReadAsync()
    {
        var chunk = new char[4096];
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(chunk)) > 0)
        {
            lock (_output)
                _output.Append(chunk, 0, read);
            _news.Release();
        }
        _news.Release();
    }
}
