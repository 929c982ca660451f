using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Node;
using LightKube.Kubelet.Pods;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Tests.Rigs;

/// <summary>The pods' part of a kubelet over an API and a runtime in memory, with a clock that only the test moves.</summary>
internal sealed class PodRig : IAsyncDisposable
{
    internal const string NodeName = "n1";

    private readonly TemporaryDirectory _directory = new();
    private readonly RecordedLogs _logs = new();
    private CancellationTokenSource _stop = new();
    private InformerSet _informers = null!;
    private PodSystem _system = null!;
    private EventRecorder _events = null!;
    private Task _running = Task.CompletedTask;

    private PodRig()
    {
        Api = new MemoryApi(Time);
        Runtime = new FakeRuntime(Time);
        Eventually = new Eventually(Api, () => _logs.Lines(LogLevel.Warning));
    }

    internal FakeTimeProvider Time { get; } = new();

    internal MemoryApi Api { get; }

    internal FakeRuntime Runtime { get; }

    internal Eventually Eventually { get; }

    internal static async Task<PodRig> StartAsync()
    {
        var rig = new PodRig();
        await rig.StartKubeletAsync();
        return rig;
    }

    /// <summary>Stops the kubelet, as a kill does, and starts a new one that remembers nothing.</summary>
    internal async Task RestartKubeletAsync()
    {
        await StopKubeletAsync();
        await StartKubeletAsync();
    }

    internal Task<Pod> CreateAsync(Pod pod)
    {
        pod.Metadata.Namespace = "default";
        pod.Spec.NodeName = NodeName;
        return Api.CreateAsync(pod, CancellationToken.None);
    }

    internal Task<Pod> EventuallyAsync(string pod, Action<Pod> assertions) => Eventually.HoldsAsync(Key(pod), assertions);

    internal Task DeleteAsync(string pod, long? grace = null) =>
        Api.DeleteAsync<Pod>(Key(pod), CancellationToken.None, new DeleteQuery { GracePeriodSeconds = grace });

    internal async Task GoneAsync(string pod) =>
        await Eventually.HoldsForAllAsync<Pod>(all => Assert.That(all.Select(each => each.Name), Does.Not.Contain(pod)));

    /// <summary>A file of a pod's volume, on the node.</summary>
    internal string VolumeFile(Pod pod, string plugin, string volume, string path) =>
        Path.Combine(_directory.Path, "kubelet", "pods", pod.Metadata.Uid, "volumes", plugin, volume, path);

    internal static ObjectKey Key(string pod) => new("default", pod);

    public async ValueTask DisposeAsync()
    {
        await StopKubeletAsync();
        _directory.Dispose();
        _logs.Dispose();
    }

    private async Task StartKubeletAsync()
    {
        _stop = new CancellationTokenSource();
        var options = new KubeletOptions
        {
            NodeName = NodeName,
            NodeIps = ["192.0.2.1"],
            RootDirectory = Path.Combine(_directory.Path, "kubelet"),
            PodLogDirectory = Path.Combine(_directory.Path, "logs"),
            ClusterDns = ["10.96.0.10"],
        };
        Directory.CreateDirectory(options.RootDirectory);
        _informers = new InformerSet(Api, Time, () => 0.5, _logs);
        var log = _logs.CreateLogger("kubelet");
        _events = new EventRecorder(Api, Time, () => 0.5, log);
        await _events.StartAsync(_stop.Token);
        _system = new PodSystem(options, new RuntimeAccess(Runtime, Runtime, "fake"), Api, _informers, new NodeEvents(_events, NodeName),
            MachineInfo.Read(options.RootDirectory), Time, log);
        await _informers.StartAsync(_stop.Token);
        await _informers.WaitForSyncAsync(_stop.Token);
        _running = _system.RunAsync(_stop.Token);
    }

    private async Task StopKubeletAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Stopped before its first list.
        }
        await _system.DisposeAsync();
        await _events.DisposeAsync();
        await _informers.DisposeAsync();
        _stop.Dispose();
    }
}
