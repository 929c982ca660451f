using System.Globalization;
using LightKube.Foundation.Processes;

namespace LightKube.Commands.Dev;

/// <summary>
/// A process that does nothing but keep namespaces alive. With a process namespace among them it is that one's process 1: when it is killed,
/// the kernel kills every process in there, and what they mounted and linked goes with them.
/// </summary>
internal static class NamespaceHolder
{
    // Generous: it takes milliseconds, but the machine may be busy.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>The holder that a pid file remembers; null when it runs no more.</summary>
    internal static ProcessIdentity? Find(string pidFile) => ProcessIdentity.FindRemembered(pidFile);

    /// <summary>Starts a process from a shell script, in the background, and remembers it once it has become the program that is expected.</summary>
    /// <param name="script">Ends by replacing itself; a failure before that ends it.</param>
    /// <param name="becomes">The path of the program that it replaces itself with.</param>
    /// <param name="inChild">Whether the script starts that program as a child, as unshare and nsenter do for a process namespace.</param>
    internal static async Task<ProcessIdentity> StartAsync(BackgroundScript script, string becomes, bool inChild, TimeProvider time)
    {
        using var shell = Tool.StartInBackground("setsid", ["sh", "-c", script.Text], script.Environment);
        var deadline = time.GetTimestamp() + (long)(StartsWithin.TotalSeconds * time.TimestampFrequency);
        while (!shell.HasExited && time.GetTimestamp() < deadline)
        {
            var pid = inChild ? OnlyChild(shell.Id) : shell.Id;
            if (pid is { } candidate && ProgramOf(candidate) == becomes && ProcessIdentity.OfRunning(candidate) is { } identity)
            {
                identity.Remember(script.PidFile);
                return identity;
            }
            await Task.Delay(LookInterval, time);
        }
        throw new CommandFailedException($"{script.What} did not start. {LastLines(script.LogFile)}");
    }

    /// <summary>The end of a log, for a message.</summary>
    internal static string LastLines(string logFile)
    {
        const int enough = 15;
        return File.Exists(logFile) && File.ReadLines(logFile).TakeLast(enough).ToList() is { Count: > 0 } lines
            ? $"The end of {logFile}:\n  {string.Join("\n  ", lines)}"
            : $"{logFile} is empty.";
    }

    private static int? OnlyChild(int parent)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{parent}/task/{parent}/children");
        try
        {
            return int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var child) ? child : null;
        }
        catch (IOException) // The parent has just ended.
        {
            return null;
        }
    }

    private static string? ProgramOf(int pid)
    {
        try
        {
            return File.ResolveLinkTarget(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/exe"), returnFinalTarget: false)?.FullName;
        }
        catch (IOException) // It has just ended.
        {
            return null;
        }
    }
}

/// <summary>A shell script to run in the background.</summary>
/// <param name="What">Its name in messages: <c>The server on node-1</c>.</param>
/// <param name="Text">The script.</param>
/// <param name="PidFile">Where the process is remembered.</param>
/// <param name="LogFile">Where the script sends its output.</param>
/// <param name="Environment">Variables over our own.</param>
internal sealed record BackgroundScript(
    string What, string Text, string PidFile, string LogFile, IReadOnlyDictionary<string, string> Environment);
