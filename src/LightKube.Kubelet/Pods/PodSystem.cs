using LightKube.Api.Core.V1;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Kubelet.Cgroups;
using LightKube.Kubelet.Containers;
using LightKube.Kubelet.Env;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Http;
using LightKube.Kubelet.Images;
using LightKube.Kubelet.Lifecycle;
using LightKube.Kubelet.Logs;
using LightKube.Kubelet.Node;
using LightKube.Kubelet.Probes;
using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Sandbox;
using LightKube.Kubelet.Status;
using LightKube.Kubelet.Volumes;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Pods;

/// <summary>The runtime as pods need it.</summary>
/// <param name="Runtime">Runs them.</param>
/// <param name="Exits">Tells when they end.</param>
/// <param name="Name">The scheme of container ids.</param>
internal sealed record RuntimeAccess(IContainerRuntime Runtime, IContainerExitSource Exits, string Name);

/// <summary>Puts together, by hand and in one place, everything that pods need.</summary>
internal sealed class PodSystem : IAsyncDisposable
{
    private readonly PodHttp _http = new();
    private readonly PodStatusWriter _statuses;
    private readonly ProbeManager _probes;
    private readonly PodLifecycleEvents _lifecycle;
    private readonly LogRotator _rotator;

    internal PodSystem(
        KubeletOptions options, RuntimeAccess access, IClient client, InformerSet informers, IEventRecorder events, MachineInfo machine,
        TimeProvider time, ILogger log)
    {
        var runtime = access.Runtime;
        Paths = new PodPaths(options.RootDirectory, options.PodLogDirectory);
        Reader = new PodRuntimeReader(runtime, Paths);
        _statuses = new PodStatusWriter(client, time, log);

        var objects = new ReferencedObjects(client, informers.Get<Service>());
        var tokens = new ServiceAccountTokens(client, time);
        var volumes = new PodVolumes(VolumePlugins(objects, tokens, options, machine, time), Paths);
        var images = new ImageService(runtime, new RegistryCredentials(objects), events, time);
        var hooks = new LifecycleHooks(runtime, _http, time);
        var killer = new ContainerKiller(runtime, hooks, events, time);
        var cgroups = new CgroupNames(options.CgroupRoot, options.SystemdCgroups);
        var seccomp = Path.Combine(options.RootDirectory, "seccomp");
        var dns = new PodDns(options.ClusterDns, options.ClusterDomain,
            ResolvConf.Parse(File.Exists(options.ResolvConf) ? File.ReadLines(options.ResolvConf) : []));
        var containers = new ContainerStarter(
            runtime, new EnvironmentBuilder(objects), new ContainerMounts(Paths, options.ClusterDomain),
            new ContainerConfigBuilder(machine.MemoryBytes, seccomp), hooks, killer, events, new NodeInputs(options.NodeIps, machine.Capacity), time);
        _probes = new ProbeManager(
            new Prober([new HttpProbe(_http), new TcpProbe(), new ExecProbe(runtime), new GrpcProbe(time)], time), events, time);
        _rotator = new LogRotator(runtime, options.ContainerLogMaxBytes, options.ContainerLogMaxFiles, time, log);

        var tools = new PodTools(
            Reader,
            new PodStarter(runtime, new SandboxConfig(dns, cgroups, Paths, options.ClusterDomain, seccomp), Reader, volumes, images, containers,
                events, time),
            killer,
            volumes,
            new PodCleaner(runtime, volumes, images, tokens, new PodCgroups(cgroups), Paths),
            _probes,
            new PodStatusBuilder(new NodeFacts(access.Name, options.NodeIps)),
            _statuses,
            events,
            time,
            log);
        var pods = informers.Get<Pod>(new InformerScope { FieldSelector = $"spec.nodeName={options.NodeName}" });
        Manager = new PodManager(pods, tools, runtime, informers, log);
        _lifecycle = new PodLifecycleEvents(runtime, access.Exits, Manager.OnRuntimeChange, time, log);
    }

    internal PodManager Manager { get; }

    internal PodPaths Paths { get; }

    internal PodRuntimeReader Reader { get; }

    internal Task RunAsync(CancellationToken cancel) => Task.WhenAll(Manager.RunAsync(_lifecycle, cancel), _rotator.RunAsync(cancel));

    public async ValueTask DisposeAsync()
    {
        _probes.StopAll();
        await _statuses.DisposeAsync();
        _http.Dispose();
    }

    private static IReadOnlyList<IVolumePlugin> VolumePlugins(
        ReferencedObjects objects, ServiceAccountTokens tokens, KubeletOptions options, MachineInfo machine, TimeProvider time)
    {
        var files = new ObjectFiles(objects, options.NodeIps, machine.Capacity);
        var volume = new ObjectVolume(time);
        return
        [
            new EmptyDirPlugin(),
            new HostPathPlugin(),
            new ConfigMapPlugin(files, volume),
            new SecretPlugin(files, volume),
            new DownwardApiPlugin(files, volume),
            new ProjectedPlugin(files, volume, tokens),
        ];
    }
}
