using LightKube.Api.Core.V1;
using LightKube.Api.Schemas;
using LightKube.Client.Informers;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Volumes;

/// <summary>
/// Follows the ConfigMaps and Secrets that pods' volumes are made from, each by a watch of that one object, and tells which pods to refresh.
/// </summary>
internal sealed class VolumeWatcher(InformerSet informers, Action<string> refresh)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, string Namespace, string Name), Watched> _watched = [];

    private sealed record Watched(Informer Informer, IDisposable Handler)
    {
        internal HashSet<string> PodUids { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>Begins to follow what the pod's volumes refer to.</summary>
    internal void Add(Pod pod)
    {
        lock (_lock)
        {
            foreach (var (kind, name) in VolumeReferences.Of(pod))
                Watch_NeedsLock(kind, pod.Namespace, name).PodUids.Add(pod.Metadata.Uid);
        }
    }

    /// <summary>Ends to follow what no other pod refers to.</summary>
    internal async Task RemoveAsync(string podUid)
    {
        var unused = new List<Watched>();
        lock (_lock)
        {
            foreach (var (key, watched) in _watched.Where(entry => entry.Value.PodUids.Remove(podUid) && entry.Value.PodUids.Count == 0).ToList())
            {
                _watched.Remove(key);
                unused.Add(watched);
            }
        }
        foreach (var watched in unused)
        {
            watched.Handler.Dispose();
            await informers.RemoveAsync(watched.Informer);
        }
    }

    private Watched Watch_NeedsLock(KindSchema kind, string @namespace, string name)
    {
        var key = (kind.Kind, @namespace, name);
        if (_watched.TryGetValue(key, out var watched))
            return watched;
        var informer = informers.Get(kind, new InformerScope { Namespace = @namespace, FieldSelector = $"metadata.name={name}" });
        var handler = informer.AddHandler((_, _, initial) =>
        {
            if (!initial)
                RefreshPodsOf(key);
        });
        return _watched[key] = new Watched(informer, handler);
    }

    private void RefreshPodsOf((string, string, string) key)
    {
        string[] uids;
        lock (_lock)
            uids = _watched.TryGetValue(key, out var watched) ? [.. watched.PodUids] : [];
        foreach (var uid in uids)
            refresh(uid);
    }
}

/// <summary>The objects that a pod's volumes are made from.</summary>
internal static class VolumeReferences
{
    internal static IEnumerable<(KindSchema Kind, string Name)> Of(Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes)
        {
            if (volume.ConfigMap.IsPresent)
                yield return (ConfigMap.Schema, volume.ConfigMap.Name);
            if (volume.Secret.IsPresent)
                yield return (Secret.Schema, volume.Secret.SecretName);
            foreach (var source in volume.Projected.Sources)
            {
                if (source.ConfigMap.IsPresent)
                    yield return (ConfigMap.Schema, source.ConfigMap.Name);
                if (source.Secret.IsPresent)
                    yield return (Secret.Schema, source.Secret.Name);
            }
        }
    }
}
