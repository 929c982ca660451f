using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Volumes;

/// <summary>The keys of a ConfigMap as files.</summary>
internal sealed class ConfigMapPlugin(ObjectFiles objects, ObjectVolume volume) : IVolumePlugin
{
    public string Name => "kubernetes.io~configmap";

    public bool Handles(Volume volume) => volume.ConfigMap.IsPresent;

    public Task<MountedVolume> SetUpAsync(VolumeContext context, CancellationToken cancel) =>
        volume.WriteAsync(context, inMemory: false, async () =>
        {
            var source = context.Spec.ConfigMap;
            var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
            await objects.AddConfigMapAsync(files, context.Pod, source.Name, source.Items, source.Optional, source.DefaultMode, cancel);
            return files;
        });
}
