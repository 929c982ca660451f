using LightKube.Api.Core.V1;
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
    public static HashSet<(NodeResource Kind, ObjectKey Key)> Of(Pod pod)
    {
        var references = new HashSet<(NodeResource, ObjectKey)>();
        void Add(NodeResource kind, string? name)
        {
            if (!string.IsNullOrEmpty(name))
            {
                references.Add((kind, new ObjectKey(pod.Namespace, name)));
            }
        }

        Add(NodeResource.Pod, pod.Name);

        // A static pod's mirror has no rights to anything: the node itself wrote it.
        if (pod.Metadata.Annotations.ContainsKey("kubernetes.io/config.mirror"))
        {
            return references;
        }

        var spec = pod.Spec;
        Add(NodeResource.ServiceAccount, spec.ServiceAccountName);
        foreach (var secret in spec.ImagePullSecrets)
        {
            Add(NodeResource.Secret, secret.Name);
        }

        foreach (var container in spec.InitContainers.Concat(spec.Containers))
        {
            OfEnvironment(container.Env, container.EnvFrom, Add);
        }

        foreach (var container in spec.EphemeralContainers)
        {
            OfEnvironment(container.Env, container.EnvFrom, Add);
        }

        foreach (var volume in spec.Volumes)
        {
            OfVolume(pod, volume, Add);
        }

        foreach (var status in pod.Status.ResourceClaimStatuses)
        {
            Add(NodeResource.ResourceClaim, status.ResourceClaimName);
        }

        foreach (var claim in spec.ResourceClaims)
        {
            Add(NodeResource.ResourceClaim, claim.ResourceClaimName);
        }

        return references;
    }

    private static void OfEnvironment(ListView<EnvVar> variables, ListView<EnvFromSource> sources, Action<NodeResource, string?> add)
    {
        foreach (var variable in variables)
        {
            add(NodeResource.Secret, variable.ValueFrom.SecretKeyRef.Name);
            add(NodeResource.ConfigMap, variable.ValueFrom.ConfigMapKeyRef.Name);
        }

        foreach (var source in sources)
        {
            add(NodeResource.Secret, source.SecretRef.Name);
            add(NodeResource.ConfigMap, source.ConfigMapRef.Name);
        }
    }

    private static void OfVolume(Pod pod, Volume volume, Action<NodeResource, string?> add)
    {
        add(NodeResource.Secret, volume.Secret.SecretName);
        add(NodeResource.ConfigMap, volume.ConfigMap.Name);
        add(NodeResource.PersistentVolumeClaim, volume.PersistentVolumeClaim.ClaimName);
        add(NodeResource.Secret, volume.Csi.NodePublishSecretRef.Name);
        add(NodeResource.Secret, volume.Rbd.SecretRef.Name);
        add(NodeResource.Secret, volume.Cephfs.SecretRef.Name);
        add(NodeResource.Secret, volume.Iscsi.SecretRef.Name);
        add(NodeResource.Secret, volume.FlexVolume.SecretRef.Name);
        add(NodeResource.Secret, volume.AzureFile.SecretName);
        if (volume.Ephemeral.IsPresent)
        {
            add(NodeResource.PersistentVolumeClaim, $"{pod.Name}-{volume.Name}");
        }

        foreach (var source in volume.Projected.Sources)
        {
            add(NodeResource.Secret, source.Secret.Name);
            add(NodeResource.ConfigMap, source.ConfigMap.Name);
        }
    }
}
