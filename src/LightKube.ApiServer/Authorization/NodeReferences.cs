using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Authorization;

/// <summary>What kind of object a node needs for its pods.</summary>
internal enum NodeResource : byte
{
    Pod,
    Secret,
    ConfigMap,
    PersistentVolumeClaim,
    ServiceAccount,
    ResourceClaim,
}

/// <summary>The objects that a pod refers to, which its node must be able to read.</summary>
internal static class NodeReferences
{
    /// <summary>Adds what the pod refers to. Reads the tree itself, since it runs in the store's writer at each change of a pod.</summary>
    public static void Collect(Document pod, HashSet<(NodeResource Kind, ObjectKey Key)> references)
    {
        var collector = new Collector(pod.Namespace, references);
        collector.Add(NodeResource.Pod, pod.Name);

        // A static pod's mirror has no rights to anything: the node itself wrote it.
        if (pod.Root.GetMap("metadata")?.GetMap("annotations")?.Contains("kubernetes.io/config.mirror") == true || pod.Root.GetMap("spec") is not { } spec)
        {
            return;
        }

        collector.Add(NodeResource.ServiceAccount, spec.GetString("serviceAccountName"));
        collector.EachName(spec, "imagePullSecrets", NodeResource.Secret, "name");
        collector.Containers(spec.GetList("initContainers"));
        collector.Containers(spec.GetList("containers"));
        collector.Containers(spec.GetList("ephemeralContainers"));
        foreach (ref readonly var volume in ItemsOf(spec, "volumes"))
        {
            collector.Volume(pod.Name, volume.AsMap);
        }

        collector.EachName(pod.Root.GetMap("status"), "resourceClaimStatuses", NodeResource.ResourceClaim, "resourceClaimName");
        collector.EachName(spec, "resourceClaims", NodeResource.ResourceClaim, "resourceClaimName");
    }

    private static ReadOnlySpan<Value> ItemsOf(DocMap? map, string key) => map?.GetList(key) is { } list ? list.Items : [];

    private readonly ref struct Collector(string ns, HashSet<(NodeResource Kind, ObjectKey Key)> references)
    {
        public void Add(NodeResource kind, string? name)
        {
            if (!string.IsNullOrEmpty(name))
            {
                references.Add((kind, new ObjectKey(ns, name)));
            }
        }

        public void EachName(DocMap? map, string list, NodeResource kind, string key)
        {
            foreach (ref readonly var item in ItemsOf(map, list))
            {
                Add(kind, item.AsMap?.GetString(key));
            }
        }

        public void Containers(DocList? containers)
        {
            for (var i = 0; i < (containers?.Count ?? 0); i++)
            {
                var container = containers![i].AsMap;
                foreach (ref readonly var variable in ItemsOf(container, "env"))
                {
                    var from = variable.AsMap?.GetMap("valueFrom");
                    Add(NodeResource.Secret, from?.GetMap("secretKeyRef")?.GetString("name"));
                    Add(NodeResource.ConfigMap, from?.GetMap("configMapKeyRef")?.GetString("name"));
                }

                foreach (ref readonly var source in ItemsOf(container, "envFrom"))
                {
                    Add(NodeResource.Secret, source.AsMap?.GetMap("secretRef")?.GetString("name"));
                    Add(NodeResource.ConfigMap, source.AsMap?.GetMap("configMapRef")?.GetString("name"));
                }
            }
        }

        public void Volume(string pod, DocMap? volume)
        {
            foreach (ref readonly var entry in volume is null ? [] : volume.Entries)
            {
                Source(pod, volume!, entry.Key, entry.Value.AsMap);
            }
        }

        private void Source(string pod, DocMap volume, string kind, DocMap? source)
        {
            switch (kind)
            {
                case "secret" or "azureFile":
                    Add(NodeResource.Secret, source?.GetString("secretName"));
                    break;
                case "configMap":
                    Add(NodeResource.ConfigMap, source?.GetString("name"));
                    break;
                case "persistentVolumeClaim":
                    Add(NodeResource.PersistentVolumeClaim, source?.GetString("claimName"));
                    break;
                case "csi":
                    Add(NodeResource.Secret, source?.GetMap("nodePublishSecretRef")?.GetString("name"));
                    break;
                case "rbd" or "cephfs" or "iscsi" or "flexVolume":
                    Add(NodeResource.Secret, source?.GetMap("secretRef")?.GetString("name"));
                    break;
                case "ephemeral" when source is not null:
                    Add(NodeResource.PersistentVolumeClaim, $"{pod}-{volume.GetString("name")}");
                    break;
                case "projected":
                    foreach (ref readonly var part in ItemsOf(source, "sources"))
                    {
                        Add(NodeResource.Secret, part.AsMap?.GetMap("secret")?.GetString("name"));
                        Add(NodeResource.ConfigMap, part.AsMap?.GetMap("configMap")?.GetString("name"));
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
