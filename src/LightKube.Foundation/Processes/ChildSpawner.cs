using System.Collections;
using System.Runtime.InteropServices;
using LightKube.Foundation.Components;
using LightKube.Foundation.Native;

namespace LightKube.Foundation.Processes;

/// <summary>
/// Starts child processes with posix_spawn(3): in a session of their own, so that a Ctrl-C on our terminal is not theirs, with default signal
/// handling, and with their output in a file. System.Diagnostics.Process can do none of this.
/// </summary>
internal static unsafe class ChildSpawner
{
    // Larger than the C library's own structures (336, 80 and 128 bytes with glibc on 64 bits).
    private const int AttributesSize = 1024;
    private const int ActionsSize = 512;
    private const int SignalSetSize = 256;

    private const int OutputMode = 0b110_000_000; // 0600: a program may log what others must not read.

    /// <summary>Starts the process.</summary>
    /// <exception cref="IOException">The program cannot be run.</exception>
    internal static ProcessHandle Spawn(ProcessSpec spec)
    {
        var pid = spec.Lifetime == ChildLifetime.EndsWithSupervisor
            ? LastingThread.Run(() => SpawnProcess(spec, ["setpriv", "--pdeathsig", "KILL", "--", .. spec.Command]))
            : SpawnProcess(spec, spec.Command);
        return ProcessHandle.OpenChild(pid);
    }

    private static int SpawnProcess(ProcessSpec spec, IReadOnlyList<string> command)
    {
        var actions = stackalloc byte[ActionsSize];
        var attributes = stackalloc byte[AttributesSize];
        Check(Libc.posix_spawn_file_actions_init(actions), spec);
        Check(Libc.posix_spawnattr_init(attributes), spec);
        using var argv = new NativeStrings(command);
        using var envp = new NativeStrings(MergeEnvironment(spec.Environment));
        try
        {
            Describe(spec, actions, attributes);
            Check(Libc.posix_spawnp(out var pid, command[0], actions, attributes, argv.Pointer, envp.Pointer), spec);
            return pid;
        }
        finally
        {
            _ = Libc.posix_spawnattr_destroy(attributes);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
        }
    }

    private static void Describe(ProcessSpec spec, byte* actions, byte* attributes)
    {
        Check(Libc.posix_spawn_file_actions_addopen(actions, 0, "/dev/null", Libc.O_RDONLY, 0), spec);
        var append = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND;
        Check(Libc.posix_spawn_file_actions_addopen(actions, 1, spec.OutputFile, append, OutputMode), spec);
        Check(Libc.posix_spawn_file_actions_adddup2(actions, 1, 2), spec);
        // Files that whoever started us left open would stay open, and locked, for as long as the child lives.
        Check(Libc.posix_spawn_file_actions_addclosefrom_np(actions, 3), spec);
        Check(Libc.posix_spawn_file_actions_addchdir_np(actions, spec.WorkingDirectory), spec);

        // The .NET runtime ignores and catches signals of its own; none of that is for the child.
        var signals = stackalloc byte[SignalSetSize];
        _ = Libc.sigfillset(signals);
        Check(Libc.posix_spawnattr_setsigdefault(attributes, signals), spec);
        _ = Libc.sigemptyset(signals);
        Check(Libc.posix_spawnattr_setsigmask(attributes, signals), spec);
        var flags = Libc.POSIX_SPAWN_SETSID | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK;
        Check(Libc.posix_spawnattr_setflags(attributes, (short)flags), spec);
    }

    private static List<string> MergeEnvironment(IReadOnlyDictionary<string, string?> changes)
    {
        var merged = new Dictionary<string, string?>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            merged[(string)variable.Key] = (string?)variable.Value;
        // A child that told the service manager how it is would speak for us.
        merged.Remove(ServiceManagerNotifier.SocketVariable);
        foreach (var (name, value) in changes)
            merged[name] = value;
        return [.. merged.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}")];
    }

    private static void Check(int error, ProcessSpec spec)
    {
        if (error != 0)
            throw Libc.Error($"Cannot run {spec.Command[0]} in {spec.WorkingDirectory}, with its output in {spec.OutputFile}", error);
    }

    /// <summary>An array of C strings that ends with a null.</summary>
    private sealed class NativeStrings : IDisposable
    {
        private readonly int _count;

        internal NativeStrings(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }

        internal byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }
}
