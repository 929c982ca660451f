using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LightKube.Network.Tests.Rig;

/// <summary>A network namespace of the test's own. What <see cref="Run{T}"/> makes (sockets, netlink clients) belongs to it for ever.</summary>
internal sealed partial class NetNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;

    public NetNamespace(string name)
    {
        Name = name;
        Tool("ip", "netns", "add", name);
        Ip("link", "set", "lo", "up");
    }

    public string Name { get; }

    public string Ip(params string[] arguments) => Tool("ip", ["-n", Name, .. arguments]);

    public string Execute(params string[] command) => Tool("ip", ["netns", "exec", Name, .. command]);

    /// <summary>Runs on a thread of its own inside the namespace.</summary>
    public T Run<T>(Func<T> action)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/var/run/netns/{Name}");
                if (SetNamespace((int)handle.DangerousGetHandle(), NewNetwork) != 0)
                    throw new InvalidOperationException($"cannot enter {Name}: {Marshal.GetLastPInvokeErrorMessage()}");
                result = action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException($"in {Name}: {failure.Message}", failure);
        return result;
    }

    public void Dispose() => Tool("ip", "netns", "delete", Name);

    public static string Tool(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: {error}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int handle, int kind);
}
