using LightKube.Foundation.Components;
using LightKube.Foundation.Files;
using LightKube.Foundation.Grpc;
using LightKube.Foundation.Processes;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>
/// Our own containerd, for machines without a runtime. It outlives a kill of the kubelet and is adopted by the next one; its shims outlive
/// containerd itself, so that no container notices either restart.
/// </summary>
internal sealed class OwnContainerd : IAsyncDisposable
{
    // Go's collector trades memory for time; a node's runtime is idle nearly always, so small wins. Shims inherit both.
    private static readonly Dictionary<string, string?> SmallMemory = new() { ["GOGC"] = "50", ["GOMEMLIMIT"] = "64MiB" };

    private readonly RuntimeOptions _options;
    private readonly ContainerdSettings _settings;
    private readonly TimeProvider _time;
    private readonly SupervisedProcess _process;
    private readonly ImageImporter _importer;

    internal OwnContainerd(RuntimeOptions options, FatalErrors fatalErrors, TimeProvider time, ILogger log)
    {
        var bin = options.BinDirectory
            ?? throw new InvalidOperationException("No container runtime runs here, and no bundle to start one from was given.");
        (_options, _time) = (options, time);
        _settings = SettingsOf(options, bin);
        _process = new SupervisedProcess(SpecOf(options, bin, _settings), fatalErrors, time, log);
        _importer = new ImageImporter(Path.Combine(bin, "ctr"), _settings.Socket, Path.Combine(options.DataDirectory, "imported"), log);
    }

    internal string? NotReadyBecause => _process.NotReadyBecause;

    /// <summary>Starts or adopts it, and imports the images that it should have.</summary>
    internal async Task<ConnectedRuntime> StartAsync(CancellationToken cancel)
    {
        foreach (var directory in (string[])[_options.DataDirectory, _settings.Root, _settings.State, _settings.RegistryDirectory,
                     _settings.CniConfDirectory])
            Directory.CreateDirectory(directory);
        AtomicFile.Write(ConfigFile(_options), ContainerdConfig.Render(_settings), AtomicFile.Public);
        await _process.StartAsync(cancel);
        await _importer.ImportAsync(_options.ImageArchives, cancel);
        return await RuntimeLocator.ConnectAsync(GrpcEndpoint.UnixSocket(_settings.Socket), _time, cancel);
    }

    internal Task StopAsync(CancellationToken cancel) => _process.StopAsync(cancel);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static ContainerdSettings SettingsOf(RuntimeOptions options, string bin) => new()
    {
        Root = Path.Combine(options.DataDirectory, "root"),
        State = options.StateDirectory,
        SandboxImage = options.SandboxImage,
        RuncPath = Path.Combine(bin, "runc"),
        CniConfDirectory = options.CniConfDirectory,
        CniBinDirectory = options.CniBinDirectory,
        RegistryDirectory = Path.Combine(options.DataDirectory, "registries"),
        Snapshotter = options.Snapshotter,
        SystemdCgroups = options.SystemdCgroups,
        MayLowerOomScore = Capabilities.MayLowerOomScore(File.ReadLines("/proc/self/status")),
    };

    private ProcessSpec SpecOf(RuntimeOptions options, string bin, ContainerdSettings settings) => new()
    {
        Name = "containerd",
        Command = [Path.Combine(bin, "containerd"), "--config", ConfigFile(options)],
        // The shim is looked up in PATH, and so are the tools that containerd itself runs.
        Environment = new Dictionary<string, string?>(SmallMemory)
        {
            ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin"}",
        },
        PidFile = Path.Combine(options.DataDirectory, "containerd.pid"),
        OutputFile = Path.Combine(options.DataDirectory, "containerd.log"),
        Lifetime = ChildLifetime.Independent,
        IsReady = cancel => AnswersAsync(settings.Socket, cancel),
        ReadLine = ContainerdLog.Read,
    };

    private async ValueTask<bool> AnswersAsync(string socket, CancellationToken cancel)
    {
        if (!File.Exists(socket))
            return false;
        try
        {
            using var runtime = await RuntimeLocator.ConnectAsync(GrpcEndpoint.UnixSocket(socket), _time, cancel);
            return true;
        }
        catch (GrpcException)
        {
            return false; // its socket listens before its CRI service is ready
        }
    }

    private static string ConfigFile(RuntimeOptions options) => Path.Combine(options.DataDirectory, "config.toml");
}
