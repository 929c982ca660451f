using System.Collections.Concurrent;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Storage.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Authorization;

/// <summary>
/// Which objects belong to which node: through the pods bound to it, and through their claims to volumes and the secrets of these. Kept from
/// events; a question is a few look-ups.
/// </summary>
public sealed class NodeGraph : IObjectObserver
{
    /// <param name="Claim">The claim that the volume is bound to.</param>
    /// <param name="Secrets">What mounting it takes.</param>
    private sealed record VolumeLinks(ObjectKey Claim, ObjectKey[] Secrets);

    // For each object, how many pods on each node refer to it. Writers are one at a time; each inner map is guarded by itself.
    private readonly ConcurrentDictionary<(NodeResource, ObjectKey), Dictionary<string, int>> _nodes = new();
    private readonly HashSet<(NodeResource, ObjectKey)> _references = []; // Scratch of the one writer.
    private readonly ConcurrentDictionary<string, VolumeLinks> _volumes = new();
    private readonly ConcurrentDictionary<ObjectKey, string[]> _volumesBySecret = new();
    private readonly ConcurrentDictionary<string, string> _attachments = new();

    public IReadOnlyList<KindSchema> Kinds { get; } = [Pod.Schema, PersistentVolume.Schema, VolumeAttachment.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (ReferenceEquals(kind, Pod.Schema))
        {
            OnPod(before, after);
        }
        else if (ReferenceEquals(kind, PersistentVolume.Schema))
        {
            OnVolume(before?.As<PersistentVolume>(), after?.As<PersistentVolume>());
        }
        else if (after is null)
        {
            _attachments.TryRemove(before!.Name, out _);
        }
        else
        {
            _attachments[after.Name] = after.As<VolumeAttachment>().Spec.NodeName;
        }
    }

    /// <summary>True when a pod on that node refers to the object.</summary>
    internal bool Reaches(string node, NodeResource kind, ObjectKey key)
    {
        if (CountsFor(node, kind, key))
        {
            return true;
        }

        if (kind == NodeResource.Secret && _volumesBySecret.TryGetValue(key, out var volumes))
        {
            return volumes.Any(volume => ReachesVolume(node, volume));
        }

        return false;
    }

    /// <summary>True when a pod on that node uses the claim that the PersistentVolume is bound to.</summary>
    internal bool ReachesVolume(string node, string volume) =>
        _volumes.TryGetValue(volume, out var links) && CountsFor(node, NodeResource.PersistentVolumeClaim, links.Claim);

    /// <summary>True when the VolumeAttachment is one to that node.</summary>
    internal bool IsAttachedTo(string node, string attachment) =>
        _attachments.TryGetValue(attachment, out var attached) && attached == node;

    private bool CountsFor(string node, NodeResource kind, ObjectKey key)
    {
        if (!_nodes.TryGetValue((kind, key), out var nodes))
        {
            return false;
        }

        lock (nodes)
        {
            return nodes.ContainsKey(node);
        }
    }

    private void OnPod(Document? before, Document? after)
    {
        var oldNode = NodeOf(before);
        var newNode = NodeOf(after);

        // A status update changes nothing here but claims that were made for the pod.
        if (before is not null && after is not null && oldNode == newNode && before.Root["spec"].Equals(after.Root["spec"]) && ClaimsOf(before) == ClaimsOf(after))
        {
            return;
        }

        // Added before the old ones are removed, so that what stays is never out of reach.
        if (newNode.Length > 0)
        {
            Count(newNode, after!, 1);
        }

        if (oldNode.Length > 0)
        {
            Count(oldNode, before!, -1);
        }
    }

    private static string NodeOf(Document? pod) => pod?.Root.GetMap("spec")?.GetString("nodeName") ?? "";

    private static int ClaimsOf(Document pod) => pod.Root.GetMap("status")?.GetList("resourceClaimStatuses")?.Count ?? 0;

    private void Count(string node, Document pod, int change)
    {
        _references.Clear();
        NodeReferences.Collect(pod, _references);
        foreach (var reference in _references)
        {
            var nodes = _nodes.GetOrAdd(reference, static _ => new Dictionary<string, int>(1));
            lock (nodes)
            {
                var count = nodes.GetValueOrDefault(node) + change;
                if (count > 0)
                {
                    nodes[node] = count;
                }
                else
                {
                    nodes.Remove(node);
                    if (nodes.Count == 0)
                    {
                        _nodes.TryRemove(reference, out _);
                    }
                }
            }
        }
    }

    private void OnVolume(PersistentVolume? before, PersistentVolume? after)
    {
        var name = (after ?? before)!.Name;
        if (_volumes.TryRemove(name, out var old))
        {
            foreach (var secret in old.Secrets)
            {
                _volumesBySecret[secret] = [.. _volumesBySecret.GetValueOrDefault(secret, []).Where(volume => volume != name)];
            }
        }

        if (after is null || !after.Spec.ClaimRef.IsPresent)
        {
            return;
        }

        var links = new VolumeLinks(new ObjectKey(after.Spec.ClaimRef.Namespace, after.Spec.ClaimRef.Name), [.. SecretsOf(after)]);
        _volumes[name] = links;
        foreach (var secret in links.Secrets)
        {
            _volumesBySecret[secret] = [.. _volumesBySecret.GetValueOrDefault(secret, []), name];
        }
    }

    private static IEnumerable<ObjectKey> SecretsOf(PersistentVolume volume)
    {
        var csi = volume.Spec.Csi;
        foreach (var reference in new[] { csi.NodePublishSecretRef, csi.NodeStageSecretRef, csi.NodeExpandSecretRef })
        {
            if (reference.Name.Length > 0)
            {
                yield return new ObjectKey(reference.Namespace, reference.Name);
            }
        }
    }
}
