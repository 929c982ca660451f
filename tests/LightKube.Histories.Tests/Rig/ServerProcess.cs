using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LightKube.Histories.Rig;

/// <summary>A published server without a node, on a port and in a directory of its own, that can be killed and started again.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _directory = Directory.CreateTempSubdirectory("lightkube-histories-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Kubeconfig => Path.Combine(_directory, "admin.kubeconfig");

    public string DataDirectory => _directory;

    /// <summary>Completes when the server is ready to serve; another task after each kill.</summary>
    public Task Up => Volatile.Read(ref _up).Task;

    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("EXECUTABLE_UNDER_TEST") is { Length: > 0 } named ? named : Path.Combine(Root(), "dist", "lightkube");

    public async Task StartAsync()
    {
        Assert.That(File.Exists(Executable), $"{Executable} is not there: run ./build.sh build");
        var log = Path.Combine(_directory, "server.log");
        string[] server =
        [
            "server", "--disable-agent", "--data-dir", _directory, "--listen-address", "127.0.0.1", "--advertise-address", "192.0.2.1",
            "--https-port", _port.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>'" + log + "' 2>&1", Executable, .. server]);
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("LIGHTKUBE_", StringComparison.Ordinal)).ToList())
        {
            // Those of the tests are no options of the server, which refuses what it does not know.
            start.Environment.Remove(variable);
        }

        _process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (!await IsReadyAsync(patience.Token))
        {
            Assert.That(_process.HasExited, Is.False, () => $"the server has ended:\n{File.ReadAllText(log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }

        _up.SetResult();
    }

    /// <summary>As a power failure ends it: nothing is closed, nothing is finished.</summary>
    public async Task KillAsync()
    {
        Volatile.Write(ref _up, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        if (!File.Exists(Kubeconfig))
        {
            return false;
        }

        using var api = new Api(Kubeconfig);
        return await api.IsReadyAsync(cancel);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "LightKube.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("the repository is not above the tests");
        }

        return directory;
    }
}
