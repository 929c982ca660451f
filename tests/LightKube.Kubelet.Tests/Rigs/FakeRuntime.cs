using System.Collections.Concurrent;
using System.Threading.Channels;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Tests.Rigs;

/// <summary>A container runtime in memory: what is started runs until a test ends it. Records its calls.</summary>
internal sealed class FakeRuntime(TimeProvider time) : IContainerRuntime, IContainerExitSource
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Sandbox> _sandboxes = [];
    private readonly Dictionary<string, Entry> _containers = [];
    private readonly Channel<string> _exits = Channel.CreateUnbounded<string>();
    private int _ids;

    private sealed record Sandbox(string Id, Cri.PodSandboxConfig Config, long CreatedAt)
    {
        internal bool Ready { get; set; } = true;
    }

    private sealed record Entry(string Id, string SandboxId, Cri.ContainerConfig Config, long CreatedAt)
    {
        internal Cri.ContainerState State { get; set; } = Cri.ContainerState.ContainerCreated;
        internal long StartedAt { get; set; }
        internal long FinishedAt { get; set; }
        internal int ExitCode { get; set; }
    }

    internal ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Images that are here; pulls of others fail unless they are in <see cref="Registry"/>.</summary>
    internal HashSet<string> Images { get; } = ["registry.example/app:1"];

    internal HashSet<string> Registry { get; } = [];

    /// <summary>Containers, by name, that end at once with this code when they are started.</summary>
    internal Dictionary<string, int> EndAtOnce { get; } = [];

    internal Func<string, int> OnExec { get; set; } = _ => 0;

    /// <summary>The configuration of the newest container of that name.</summary>
    internal Cri.ContainerConfig Config(string container)
    {
        lock (_lock)
            return _containers.Values.Last(entry => entry.Config.Metadata.Name == container).Config;
    }

    internal Cri.PodSandboxConfig SandboxConfig
    {
        get
        {
            lock (_lock)
                return _sandboxes.Values.Last().Config;
        }
    }

    /// <summary>The container ends by itself.</summary>
    internal void End(string container, int exitCode)
    {
        lock (_lock)
        {
            var entry = _containers.Values.Last(candidate => candidate.Config.Metadata.Name == container);
            End_NeedsLock(entry, exitCode);
        }
    }

    public Task<Cri.VersionResponse> VersionAsync(CancellationToken cancel) => Task.FromResult(new Cri.VersionResponse { RuntimeName = "fake" });

    public Task<Cri.StatusResponse> StatusAsync(CancellationToken cancel) =>
        Task.FromResult(new Cri.StatusResponse { Status = new Cri.RuntimeStatus() });

    public Task UpdatePodCidrAsync(string podCidr, CancellationToken cancel) => Task.CompletedTask;

    public Task<string> RunSandboxAsync(Cri.PodSandboxConfig config, string runtimeHandler, CancellationToken cancel)
    {
        lock (_lock)
        {
            var id = $"sandbox-{++_ids}";
            _sandboxes.Add(id, new Sandbox(id, config, Tick()));
            Calls.Enqueue($"run sandbox {config.Metadata.Name}");
            return Task.FromResult(id);
        }
    }

    public Task StopSandboxAsync(string sandboxId, CancellationToken cancel)
    {
        lock (_lock)
        {
            _sandboxes[sandboxId].Ready = false;
            foreach (var entry in _containers.Values.Where(entry => entry.SandboxId == sandboxId))
                End_NeedsLock(entry, 137);
            Calls.Enqueue("stop sandbox");
            return Task.CompletedTask;
        }
    }

    public Task RemoveSandboxAsync(string sandboxId, CancellationToken cancel)
    {
        lock (_lock)
        {
            _sandboxes.Remove(sandboxId);
            foreach (var id in _containers.Values.Where(entry => entry.SandboxId == sandboxId).Select(entry => entry.Id).ToList())
                _containers.Remove(id);
            Calls.Enqueue("remove sandbox");
            return Task.CompletedTask;
        }
    }

    public Task<Cri.PodSandboxStatus> SandboxStatusAsync(string sandboxId, CancellationToken cancel) =>
        Task.FromResult(new Cri.PodSandboxStatus { Id = sandboxId, Network = new Cri.PodSandboxNetworkStatus { Ip = "10.1.0.5" } });

    public Task<IReadOnlyList<Cri.PodSandbox>> ListSandboxesAsync(Cri.PodSandboxFilter? filter, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Cri.PodSandbox>>([.. _sandboxes.Values
                .Where(sandbox => filter is null || Fits(filter.Id, sandbox.Id, filter.LabelSelector, sandbox.Config.Labels))
                .Select(sandbox => new Cri.PodSandbox
                {
                    Id = sandbox.Id,
                    Metadata = sandbox.Config.Metadata,
                    CreatedAt = sandbox.CreatedAt,
                    State = sandbox.Ready ? Cri.PodSandboxState.SandboxReady : Cri.PodSandboxState.SandboxNotready,
                    Labels = { sandbox.Config.Labels },
                })]);
    }

    public Task<string> CreateContainerAsync(
        string sandboxId, Cri.ContainerConfig config, Cri.PodSandboxConfig sandboxConfig, CancellationToken cancel)
    {
        lock (_lock)
        {
            var id = $"container-{++_ids}";
            _containers.Add(id, new Entry(id, sandboxId, config, Tick()));
            return Task.FromResult(id);
        }
    }

    public Task StartContainerAsync(string containerId, CancellationToken cancel)
    {
        lock (_lock)
        {
            var entry = _containers[containerId];
            entry.State = Cri.ContainerState.ContainerRunning;
            entry.StartedAt = Tick();
            Calls.Enqueue($"start {entry.Config.Metadata.Name}");
            if (EndAtOnce.TryGetValue(entry.Config.Metadata.Name, out var code))
                End_NeedsLock(entry, code);
            return Task.CompletedTask;
        }
    }

    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_containers.TryGetValue(containerId, out var entry))
                throw new GrpcException("StopContainer", GrpcStatusCode.NotFound, "no such container");
            Calls.Enqueue($"stop {entry.Config.Metadata.Name} within {grace.TotalSeconds:0} s");
            End_NeedsLock(entry, 143);
            return Task.CompletedTask;
        }
    }

    public Task RemoveContainerAsync(string containerId, CancellationToken cancel)
    {
        lock (_lock)
        {
            _containers.Remove(containerId);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<Cri.Container>> ListContainersAsync(Cri.ContainerFilter? filter, CancellationToken cancel)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Cri.Container>>([.. _containers.Values
                .Where(entry => filter is null || Fits(filter.Id, entry.Id, filter.LabelSelector, entry.Config.Labels))
                .Select(entry => new Cri.Container
                {
                    Id = entry.Id,
                    PodSandboxId = entry.SandboxId,
                    Metadata = entry.Config.Metadata,
                    State = entry.State,
                    CreatedAt = entry.CreatedAt,
                    Labels = { entry.Config.Labels },
                })]);
    }

    public Task<Cri.ContainerStatus> ContainerStatusAsync(string containerId, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_containers.TryGetValue(containerId, out var entry))
                throw new GrpcException("ContainerStatus", GrpcStatusCode.NotFound, "no such container");
            return Task.FromResult(new Cri.ContainerStatus
            {
                Id = entry.Id,
                Metadata = entry.Config.Metadata,
                State = entry.State,
                CreatedAt = entry.CreatedAt,
                StartedAt = entry.StartedAt,
                FinishedAt = entry.FinishedAt,
                ExitCode = entry.ExitCode,
                Image = entry.Config.Image,
                ImageRef = "sha256:1",
                Labels = { entry.Config.Labels },
                Annotations = { entry.Config.Annotations },
            });
        }
    }

    public Task ReopenLogAsync(string containerId, CancellationToken cancel) => Task.CompletedTask;

    public Task<Cri.ExecSyncResponse> ExecSyncAsync(
        string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel)
    {
        Calls.Enqueue($"exec {string.Join(' ', command)}");
        return Task.FromResult(new Cri.ExecSyncResponse { ExitCode = OnExec(command[0]) });
    }

    public Task<string> ExecAsync(Cri.ExecRequest request, CancellationToken cancel) => Task.FromResult("http://127.0.0.1:1/exec");

    public Task<string> AttachAsync(Cri.AttachRequest request, CancellationToken cancel) => Task.FromResult("http://127.0.0.1:1/attach");

    public Task<string> PortForwardAsync(Cri.PortForwardRequest request, CancellationToken cancel) => Task.FromResult("http://127.0.0.1:1/forward");

    public Task<IReadOnlyList<Cri.ContainerStats>> ListContainerStatsAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Cri.ContainerStats>>([]);

    public Task<IReadOnlyList<Cri.Image>> ListImagesAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Cri.Image>>([]);

    public Task<Cri.Image?> ImageStatusAsync(string image, CancellationToken cancel) =>
        Task.FromResult(Images.Contains(image) ? new Cri.Image { Id = "sha256:1", Size = 1 } : null);

    public Task<string> PullImageAsync(Cri.PullImageRequest request, CancellationToken cancel)
    {
        Calls.Enqueue($"pull {request.Image.Image}");
        if (!Registry.Contains(request.Image.Image))
            throw new GrpcException("PullImage", GrpcStatusCode.NotFound, "no such image in the registry");
        Images.Add(request.Image.Image);
        return Task.FromResult("sha256:1");
    }

    public Task RemoveImageAsync(string image, CancellationToken cancel) => Task.CompletedTask;

    public Task<Cri.ImageFsInfoResponse> ImageFilesystemAsync(CancellationToken cancel) => Task.FromResult(new Cri.ImageFsInfoResponse());

    public IAsyncEnumerable<string> ExitsAsync(CancellationToken cancel) => _exits.Reader.ReadAllAsync(cancel);

    private void End_NeedsLock(Entry entry, int exitCode)
    {
        if (entry.State != Cri.ContainerState.ContainerRunning)
            return;
        entry.State = Cri.ContainerState.ContainerExited;
        entry.FinishedAt = Tick();
        entry.ExitCode = exitCode;
        _exits.Writer.TryWrite(entry.Id);
    }

    // Things that happen one after the other have different times, also while the clock stands.
    private long Tick() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100 + ++_ticks * 100;

    private long _ticks;

    private static bool Fits(
        string id, string actualId, Google.Protobuf.Collections.MapField<string, string> labels,
        Google.Protobuf.Collections.MapField<string, string> actual) =>
        (id.Length == 0 || id == actualId) && labels.All(label => actual.TryGetValue(label.Key, out var value) && value == label.Value);
}
