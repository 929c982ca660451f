using LightKube.Kubelet.Events;
using LightKube.Kubelet.Lifecycle;
using LightKube.Kubelet.Probes;
using LightKube.Kubelet.Status;
using LightKube.Kubelet.Volumes;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Pods;

/// <summary>The tools that all workers share.</summary>
internal sealed record PodTools(
    PodRuntimeReader Reader,
    PodStarter Starter,
    ContainerKiller Killer,
    PodVolumes Volumes,
    PodCleaner Cleaner,
    ProbeManager Probes,
    PodStatusBuilder Statuses,
    IPodStatusSink Sink,
    IEventRecorder Events,
    TimeProvider Time,
    ILogger Log);
