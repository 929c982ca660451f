using System.Collections;
using System.Runtime.InteropServices;

namespace LightKube.Commands.Dev;

/// <summary>Replaces the running program by another, as a shell's <c>exec</c> does.</summary>
internal static partial class ProcessImage
{
    private const int BrokenPipe = 13; // SIGPIPE, which .NET ignores, and programs are not used to that.

    /// <summary>Does not return.</summary>
    /// <exception cref="IOException">The program cannot be run.</exception>
    internal static void Replace(string program, IReadOnlyList<string> arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}");
        SetSignalHandler(BrokenPipe, 0);
        _ = Execute(program, [.. arguments, null], [.. environment, null]);
        throw new IOException($"Cannot run {program}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignalHandler(int signal, nint handler);
}
