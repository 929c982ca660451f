using System.Diagnostics;
using System.Runtime.InteropServices;
using LightKube.Foundation.Components;
using LightKube.Foundation.Processes;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Processes;

/// <summary>With real children: shells that say what they do and wait for signals.</summary>
public sealed class SupervisedProcessTests
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RecordedLogs _logs = new();
    private readonly FatalErrors _fatalErrors = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public async Task A_child_is_started_and_its_output_logged()
    {
        await using var process = Supervise(Shell("echo hello from $NAME in $PWD; exec sleep 1000") with
        {
            Environment = new Dictionary<string, string?> { ["NAME"] = "child" },
            WorkingDirectory = "/usr",
        });

        await process.StartAsync(CancellationToken.None);

        await _logs.WaitForAsync("hello from child in /usr");
        Assert.That(process.NotReadyBecause, Is.Null);
    }

    [Test]
    public async Task Start_returns_when_the_child_is_ready()
    {
        var ready = _directory.File("ready");
        await using var process = Supervise(Shell($"sleep 0.1; touch {ready}; exec sleep 1000") with
        {
            IsReady = _ => ValueTask.FromResult(File.Exists(ready)),
        });

        await process.StartAsync(CancellationToken.None).InTime();

        Assert.That(File.Exists(ready));
    }

    [Test]
    public async Task A_child_that_ends_before_it_is_ready_fails_the_start_with_its_last_words()
    {
        await using var process = Supervise(Shell("echo no such config >&2; exit 3") with { IsReady = Never });

        var error = Assert.ThrowsAsync<SupervisedProcessException>(() => process.StartAsync(CancellationToken.None).InTime())!;

        Assert.That(error.Message, Is.EqualTo("ended with exit code 3 before it was ready. Its last output: no such config"));
    }

    [Test]
    public async Task A_child_that_does_not_become_ready_in_time_fails_the_start_and_is_ended()
    {
        await using var process = Supervise(Shell("exec sleep 1000") with { IsReady = Never, ReadyTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.ThrowsAsync<SupervisedProcessException>(() => process.StartAsync(CancellationToken.None).InTime());

        Assert.That(process.ProcessId, Is.Null);
    }

    [Test]
    public async Task A_program_that_does_not_exist_is_named()
    {
        await using var process = Supervise(Shell("") with { Command = ["/nonexistent/containerd"] });

        var error = Assert.ThrowsAsync<IOException>(() => process.StartAsync(CancellationToken.None).InTime())!;

        Assert.That(error.Message, Does.Contain("/nonexistent/containerd").And.Contain("No such file or directory"));
    }

    [Test]
    public async Task A_child_that_is_killed_is_started_again()
    {
        await using var process = Supervise(Shell("echo run as $$; exec sleep 1000"));
        await process.StartAsync(CancellationToken.None);
        var first = process.ProcessId!.Value;

        Kill(first);
        await _logs.WaitForAsync("ended with signal 9");
        await _logs.WaitForAsync($"Process child started with pid {await NewPidAsync(process, first)}");
    }

    [Test]
    public async Task A_child_that_ignores_SIGTERM_is_killed()
    {
        await using var process = Supervise(Shell("trap '' TERM; echo armed; exec sleep 1000") with
        {
            StopTimeout = TimeSpan.FromMilliseconds(100),
        });
        await process.StartAsync(CancellationToken.None);
        await _logs.WaitForAsync("armed");
        var pid = process.ProcessId!.Value;

        await process.StopAsync(CancellationToken.None).InTime();

        Assert.That(ProcessIdentity.OfRunning(pid), Is.Null);
    }

    [Test]
    public async Task A_child_of_an_earlier_server_is_adopted()
    {
        var spec = Shell("exec sleep 1000");
        var left = LeaveBehind(spec);
        await using var process = Supervise(spec);

        await process.StartAsync(CancellationToken.None);

        Assert.That(process.ProcessId, Is.EqualTo(left.Pid));
    }

    [Test]
    public async Task An_adopted_child_that_ends_is_started_again()
    {
        var spec = Shell("exec sleep 1000");
        var left = LeaveBehind(spec);
        await using var process = Supervise(spec);
        await process.StartAsync(CancellationToken.None);

        Kill(left.Pid);

        Assert.That(await NewPidAsync(process, left.Pid), Is.Not.EqualTo(left.Pid));
    }

    [Test]
    public async Task A_child_of_an_earlier_server_that_runs_another_command_is_replaced()
    {
        var left = LeaveBehind(Shell("exec sleep 1001"));
        await using var process = Supervise(Shell("exec sleep 1002"));

        await process.StartAsync(CancellationToken.None);

        Assert.That(process.ProcessId, Is.Not.EqualTo(left.Pid));
        Assert.That(left.Exited.IsCompleted);
    }

    [Test]
    public async Task A_reused_process_id_is_not_mistaken_for_the_child()
    {
        var spec = Shell("exec sleep 1000");
        var other = LeaveBehind(spec);
        PidFile.Write(spec.PidFile, other.Identity with { StartTicks = other.Identity.StartTicks - 1 }, spec.Fingerprint());
        await using var process = Supervise(spec);

        await process.StartAsync(CancellationToken.None);

        Assert.That(process.ProcessId, Is.Not.EqualTo(other.Pid));
        Assert.That(other.Exited.IsCompleted, Is.False);
        await other.TerminateAsync(Deadline.Timeout, TimeProvider.System);
    }

    [Test]
    public async Task A_stop_ends_the_child_and_forgets_it()
    {
        var spec = Shell("exec sleep 1000");
        await using var process = Supervise(spec);
        await process.StartAsync(CancellationToken.None);
        var pid = process.ProcessId!.Value;

        await process.StopAsync(CancellationToken.None).InTime();

        Assert.That(ProcessIdentity.OfRunning(pid), Is.Null);
        Assert.That(File.Exists(spec.PidFile), Is.False);
    }

    [Test]
    public async Task A_child_inherits_no_open_file()
    {
        const int Inheritable = 200;
        Assert.That(Dup2(1, Inheritable), Is.EqualTo(Inheritable));
        await using var process = Supervise(Shell("if [ -e /proc/self/fd/1 ]; then echo sees its own; fi; [ -e /proc/self/fd/200 ] || echo and no other; exec sleep 1000"));

        await process.StartAsync(CancellationToken.None);

        await _logs.WaitForAsync("sees its own");
        await _logs.WaitForAsync("and no other");
    }

    [Test]
    public async Task A_child_runs_in_a_session_of_its_own()
    {
        await using var process = Supervise(Shell("echo session $(cut -d' ' -f6 /proc/$$/stat) of $$; exec sleep 1000"));

        await process.StartAsync(CancellationToken.None);

        var pid = process.ProcessId;
        await _logs.WaitForAsync($"session {pid} of {pid}");
    }

    [Test]
    public async Task A_child_that_is_to_end_with_us_has_asked_the_kernel_for_it()
    {
        await using var process = Supervise(Shell("") with
        {
            Command = ["setpriv", "--dump"],
            Lifetime = ChildLifetime.EndsWithSupervisor,
        });

        await process.StartAsync(CancellationToken.None);

        Assert.That(await _logs.WaitForAsync("Parent death signal"), Does.Contain("KILL"));
    }

    [Test]
    public async Task A_child_that_was_to_end_with_an_earlier_server_is_replaced()
    {
        var spec = Shell("exec sleep 1000") with { Lifetime = ChildLifetime.EndsWithSupervisor };
        var left = LeaveBehind(spec);
        await using var process = Supervise(spec);

        await process.StartAsync(CancellationToken.None);

        Assert.That(process.ProcessId, Is.Not.EqualTo(left.Pid));
        Assert.That(left.Exited.IsCompleted);
    }

    private static ValueTask<bool> Never(CancellationToken cancel) => ValueTask.FromResult(false);

    /// <summary>Unlike all that .NET opens, the copy is inherited by children.</summary>
    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Dup2(int file, int copy);

    private static async Task<int> NewPidAsync(SupervisedProcess process, int old)
    {
        using var deadline = new CancellationTokenSource(Deadline.Timeout);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (process.ProcessId is null || process.ProcessId == old)
            await timer.WaitForNextTickAsync(deadline.Token);
        return process.ProcessId.Value;
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static ProcessHandle LeaveBehind(ProcessSpec spec)
    {
        var process = ChildSpawner.Spawn(spec);
        PidFile.Write(spec.PidFile, process.Identity, spec.Fingerprint());
        return process;
    }

    private SupervisedProcess Supervise(ProcessSpec spec) => new(spec, _fatalErrors, TimeProvider.System, _logs.CreateLogger("test"));

    private ProcessSpec Shell(string script) => new()
    {
        Name = "child",
        Command = ["/bin/sh", "-c", script],
        PidFile = _directory.File("child.pid"),
        OutputFile = _directory.File("child.log"),
    };
}
