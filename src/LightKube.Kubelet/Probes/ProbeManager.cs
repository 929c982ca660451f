using System.Collections.Concurrent;
using LightKube.Api.Core.V1;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Probes;

/// <summary>Probes every running container that has probes, each probe on its own clock, until the container or its pod ends.</summary>
internal sealed class ProbeManager(Prober prober, IEventRecorder events, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, PodProbes> _pods = new(StringComparer.Ordinal);

    /// <summary>Begins to probe what runs now and ends the probes of what does not.</summary>
    /// <param name="pod">Whose containers.</param>
    /// <param name="state">What the runtime has of it.</param>
    /// <param name="results">Where outcomes go.</param>
    /// <param name="changed">Called when an outcome is news.</param>
    internal void Observe(Pod pod, PodRuntimeState state, ProbeResults results, Action changed) =>
        _pods.GetOrAdd(pod.Metadata.Uid, static _ => new PodProbes()).Observe(
            pod, state, (container, instance, kind) => new ProbeLoop(
                new ProbeTarget(pod, container, instance.Id, state.PodIp), kind, instance.StartedAt, prober, results, events, changed, time));

    /// <summary>Ends all probes of the pod.</summary>
    internal void Stop(string podUid)
    {
        if (_pods.TryRemove(podUid, out var probes))
            probes.Stop();
    }

    internal void StopAll()
    {
        foreach (var uid in _pods.Keys)
            Stop(uid);
    }

    private sealed class PodProbes
    {
        private readonly Dictionary<(string ContainerId, ProbeKind Kind), ProbeLoop> _loops = [];

        // Called by the pod's worker alone, and once more by Stop when that has ended.
        internal void Observe(Pod pod, PodRuntimeState state, Func<Container, ContainerInstance, ProbeKind, ProbeLoop> create)
        {
            var wanted = new HashSet<(string, ProbeKind)>();
            foreach (var container in pod.AllContainers())
            {
                if (state.Latest(container.Name) is not { Runs: true } running)
                    continue;
                foreach (var kind in Enum.GetValues<ProbeKind>())
                {
                    if (!ProbeLoop.SpecOf(container, kind).IsPresent)
                        continue;
                    wanted.Add((running.Id, kind));
                    if (!_loops.ContainsKey((running.Id, kind)))
                        _loops.Add((running.Id, kind), create(container, running, kind));
                }
            }
            foreach (var key in _loops.Keys.Where(key => !wanted.Contains(key)).ToList())
            {
                _loops.Remove(key, out var loop);
                loop!.Dispose();
            }
        }

        internal void Stop()
        {
            foreach (var loop in _loops.Values)
                loop.Dispose();
        }
    }
}
