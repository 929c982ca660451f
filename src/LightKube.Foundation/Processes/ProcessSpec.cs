using System.Security.Cryptography;
using System.Text;

namespace LightKube.Foundation.Processes;

/// <summary>What becomes of a child process when we die without a chance to stop it.</summary>
public enum ChildLifetime
{
    /// <summary>It lives on, and our next start adopts it: a container runtime, whose pods must not notice our restart.</summary>
    Independent,

    /// <summary>The kernel ends it with us. What escapes that is ended by our next start.</summary>
    EndsWithSupervisor,
}

/// <summary>A child process as it should run.</summary>
public sealed record ProcessSpec
{
    /// <summary>The component's name: <c>containerd</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The program, as an absolute path or a name to find in PATH, and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Variables set over our own environment; a null value takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The directory to start in. It exists.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Where the running process is remembered, so that the next start finds it. Its directory exists.</summary>
    public required string PidFile { get; init; }

    /// <summary>
    /// Where the process writes what it has to say, on both of its streams. A file and not a pipe, since a pipe's end with us would end the
    /// process too. Its directory exists.
    /// </summary>
    public required string OutputFile { get; init; }

    /// <summary>What becomes of the process when we die.</summary>
    public ChildLifetime Lifetime { get; init; } = ChildLifetime.Independent;

    /// <summary>Whether the process serves, asked again until it does. By default it does once it runs.</summary>
    public Func<CancellationToken, ValueTask<bool>> IsReady { get; init; } = _ => ValueTask.FromResult(true);

    /// <summary>Says what a line of its output means.</summary>
    public Func<string, ProcessLine> ReadLine { get; init; } = ProcessLine.Plain;

    /// <summary>How long it may take to become ready; then it counts as failed.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it has to end after SIGTERM; then it is killed. Below the host's own time-out for a component.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Two specs with the same fingerprint make the same process, so that a running one need not be replaced.</summary>
    internal string Fingerprint()
    {
        var variables = Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}");
        var text = string.Join('\0', [Lifetime.ToString(), WorkingDirectory, .. Command, .. variables]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
