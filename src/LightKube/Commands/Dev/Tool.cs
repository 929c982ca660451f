using System.ComponentModel;
using System.Diagnostics;

namespace LightKube.Commands.Dev;

/// <summary>Runs the system's own programs.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its standard output.</returns>
    /// <exception cref="CommandFailedException">It is not installed or did not succeed; the message has what it said.</exception>
    internal static string Run(string program, IReadOnlyList<string> arguments, string input = "")
    {
        using var process = Start(program, arguments, info =>
            info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true);
        // Both outputs at once: a program that fills one of two pipes would wait for ever.
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new CommandFailedException($"'{program} {string.Join(' ', arguments)}' failed: {errors.Result.Trim()}");
        return output;
    }

    /// <summary>Starts a program that outlives us. It is to send its output elsewhere by itself.</summary>
    internal static Process StartInBackground(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        Start(program, arguments, info =>
        {
            foreach (var (name, value) in environment)
                info.Environment[name] = value;
        });

    private static Process Start(string program, IReadOnlyList<string> arguments, Action<ProcessStartInfo> configure)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" };
        configure(info);
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException($"Cannot run {program}: {e.Message}. Install the Debian packages iproute2 and util-linux.", e);
        }
    }
}
