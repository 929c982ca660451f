using System.Diagnostics;
using LightKube.Api.Core.V1;
using LightKube.Client.Informers;
using LightKube.Foundation.Components;
using LightKube.Kubelet.Native;
using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Tests.Rigs;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;

namespace LightKube.Kubelet.Tests.Containerd;

/// <summary>
/// A whole node agent over an API in memory and a real containerd, which runs inside a network namespace of its own, so that neither the
/// machine's addresses nor its rules change. Needs root and the runtime bundle that the build gathers.
/// </summary>
internal sealed class ContainerdRig : IAsyncDisposable
{
    internal const string Image = "lightkube.local/busybox:1";

    private readonly TemporaryDirectory _directory = new();
    private readonly RecordedLogs _logs = new();
    private readonly FatalErrors _fatalErrors = new();
    private readonly string _id = Guid.NewGuid().ToString("N")[..6];
    private readonly string _bundle;
    private readonly RuntimeOptions _runtimeOptions;
    private InformerSet _informers = null!;
    private NodeRuntime _runtime = null!;
    private NodeAgent _agent = null!;

    private ContainerdRig(string bundle)
    {
        _bundle = bundle;
        Eventually = new Eventually(Api, () => _logs.Lines(Microsoft.Extensions.Logging.LogLevel.Warning));
        _runtimeOptions = new RuntimeOptions
        {
            UseRunning = false,
            BinDirectory = In("bin"),
            DataDirectory = In("containerd"),
            StateDirectory = In("run"),
            CniConfDirectory = In("cni"),
            CniBinDirectory = Path.Combine(bundle, "cni"),
            SandboxImage = "lightkube.local/pause:1",
            ImageArchives = [Path.Combine(bundle, "../archives/images/pause.tar"), Path.Combine(bundle, "../archives/tests/busybox.tar")],
        };
    }

    internal MemoryApi Api { get; } = new(TimeProvider.System);

    internal Eventually Eventually { get; }

    internal IContainerRuntime Runtime => _runtime.Connected.Runtime;

    internal NodeAgent Agent => _agent;

    private string CgroupRoot => $"/lkt-{_id}";

    /// <summary>Null where the tests cannot run: without root, or without the bundle.</summary>
    internal static async Task<ContainerdRig?> TryStartAsync()
    {
        if (Environment.UserName != "root" || FindBundle() is not { } bundle)
            return null;
        var rig = new ContainerdRig(bundle);
        rig.Prepare();
        await rig.StartAsync();
        return rig;
    }

    internal Task<Pod> CreateAsync(Pod pod)
    {
        pod.Metadata.Namespace = "default";
        pod.Spec.NodeName = "n1";
        return LightKube.Client.TypedClient.CreateAsync(Api, pod, CancellationToken.None);
    }

    /// <summary>The kubelet goes, containerd stays, a new kubelet comes: as after a kill.</summary>
    internal async Task RestartAgentAsync()
    {
        await _agent.DisposeAsync();
        await _informers.DisposeAsync();
        await StartAgentAsync();
    }

    internal string Logs() => string.Join('\n', _logs.Lines(Microsoft.Extensions.Logging.LogLevel.Information));

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _informers.DisposeAsync();
        foreach (var sandbox in await Runtime.ListSandboxesAsync(null, CancellationToken.None))
        {
            await Runtime.StopSandboxAsync(sandbox.Id, CancellationToken.None);
            await Runtime.RemoveSandboxAsync(sandbox.Id, CancellationToken.None);
        }
        await _runtime.StopAsync(CancellationToken.None);
        await _runtime.DisposeAsync();
        foreach (var mount in Mounts.AtOrBelow(_directory.Path))
            Libc.Unmount(mount);
        Run("ip", "netns", "delete", $"lkt-{_id}");
        RemoveCgroups();
        _directory.Dispose();
        _logs.Dispose();
    }

    private static string? FindBundle()
    {
        if (Environment.GetEnvironmentVariable("LIGHTKUBE_TEST_BUNDLE") is { Length: > 0 } given)
            return given;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, "artifacts/bundle/root");
            if (File.Exists(Path.Combine(candidate, "bin/containerd")))
                return candidate;
        }
        return null;
    }

    private void Prepare()
    {
        Run("ip", "netns", "add", $"lkt-{_id}");
        Run("ip", "netns", "exec", $"lkt-{_id}", "ip", "link", "set", "lo", "up");
        Directory.CreateDirectory(In("bin"));
        foreach (var program in (string[])["containerd-shim-runc-v2", "ctr", "runc"])
            File.CreateSymbolicLink(In($"bin/{program}"), Path.Combine(_bundle, "bin", program));
        // Enters the namespace and then is containerd, under the name by which the supervisor knows it.
        File.WriteAllText(In("bin/containerd"),
            $"#!/bin/bash\nexec nsenter --net=/run/netns/lkt-{_id} bash -c 'name=$0; exec -a \"$name\" {_bundle}/bin/containerd \"$@\"' \"$0\" \"$@\"\n");
        File.SetUnixFileMode(In("bin/containerd"), (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(In("cni"));
        File.WriteAllText(In("cni/10-test.conflist"), CniConfig());
    }

    private async Task StartAsync()
    {
        _runtime = new NodeRuntime(_runtimeOptions, _fatalErrors, TimeProvider.System, _logs);
        await _runtime.StartAsync(CancellationToken.None);
        await StartAgentAsync();
    }

    private async Task StartAgentAsync()
    {
        _informers = new InformerSet(Api, TimeProvider.System, () => 0.5, _logs);
        await _informers.StartAsync(CancellationToken.None);
        _agent = new NodeAgent(
            new KubeletOptions
            {
                NodeName = "n1",
                NodeIps = ["192.0.2.1"],
                RootDirectory = In("kubelet"),
                PodLogDirectory = In("logs"),
                CgroupRoot = CgroupRoot,
            },
            _runtime, Api, _informers, tls: null, TimeProvider.System, new Random(1), _logs);
        await _agent.StartAsync(CancellationToken.None);
    }

    private string CniConfig() =>
        $$"""
        {"cniVersion": "0.4.0", "name": "test", "plugins": [
          {"type": "bridge", "bridge": "lkt0", "isGateway": true,
           "ipam": {"type": "host-local", "dataDir": "{{In("ipam")}}", "ranges": [[{"subnet": "10.213.0.0/24"}]]} }]}
        """;

    private void RemoveCgroups()
    {
        var roots = Directory.EnumerateDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup")
            .Select(hierarchy => hierarchy + CgroupRoot).Where(Directory.Exists);
        foreach (var root in roots)
        {
            foreach (var child in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length))
                Directory.Delete(child);
            Directory.Delete(root);
        }
    }

    private string In(string name) => Path.Combine(_directory.Path, name);

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{string.Join(' ', command)}: {errors}");
    }
}
