using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Volumes;

/// <summary>Facts about the pod itself as files.</summary>
internal sealed class DownwardApiPlugin(ObjectFiles objects, ObjectVolume volume) : IVolumePlugin
{
    public string Name => "kubernetes.io~downward-api";

    public bool Handles(Volume volume) => volume.DownwardAPI.IsPresent;

    public Task<MountedVolume> SetUpAsync(VolumeContext context, CancellationToken cancel) =>
        volume.WriteAsync(context, inMemory: true, () =>
        {
            var source = context.Spec.DownwardAPI;
            var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
            objects.AddDownward(files, context.Pod, source.Items, source.DefaultMode);
            return Task.FromResult(files);
        });
}
