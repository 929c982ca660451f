using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Volumes;

/// <summary>The keys of a Secret as files that never reach the node's disk.</summary>
internal sealed class SecretPlugin(ObjectFiles objects, ObjectVolume volume) : IVolumePlugin
{
    public string Name => "kubernetes.io~secret";

    public bool Handles(Volume volume) => volume.Secret.IsPresent;

    public Task<MountedVolume> SetUpAsync(VolumeContext context, CancellationToken cancel) =>
        volume.WriteAsync(context, inMemory: true, async () =>
        {
            var source = context.Spec.Secret;
            var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
            await objects.AddSecretAsync(files, context.Pod, source.SecretName, source.Items, source.Optional, source.DefaultMode, cancel);
            return files;
        });
}
