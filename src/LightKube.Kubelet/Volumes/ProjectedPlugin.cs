using System.Text;
using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Volumes;

/// <summary>Several sources in one directory: ConfigMaps, Secrets, facts about the pod, and tokens of its service account.</summary>
internal sealed class ProjectedPlugin(ObjectFiles objects, ObjectVolume volume, IServiceAccountTokens tokens) : IVolumePlugin
{
    public string Name => "kubernetes.io~projected";

    public bool Handles(Volume volume) => volume.Projected.IsPresent;

    public async Task<MountedVolume> SetUpAsync(VolumeContext context, CancellationToken cancel)
    {
        DateTimeOffset? refreshAt = null;
        var mounted = await volume.WriteAsync(context, inMemory: true, async () =>
        {
            var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
            var source = context.Spec.Projected;
            foreach (var projection in source.Sources)
            {
                if (projection.ServiceAccountToken.IsPresent)
                    refreshAt = Earlier(refreshAt, await AddTokenAsync(files, context.Pod, projection.ServiceAccountToken, source.DefaultMode, cancel));
                else
                    await AddAsync(files, context.Pod, projection, source.DefaultMode, cancel);
            }
            return files;
        });
        return mounted with { RefreshAt = refreshAt };
    }

    private async Task AddAsync(
        Dictionary<string, VolumeFile> files, Pod pod, VolumeProjection projection, int? mode, CancellationToken cancel)
    {
        if (projection.ConfigMap.IsPresent)
            await objects.AddConfigMapAsync(
                files, pod, projection.ConfigMap.Name, projection.ConfigMap.Items, projection.ConfigMap.Optional, mode, cancel);
        else if (projection.Secret.IsPresent)
            await objects.AddSecretAsync(
                files, pod, projection.Secret.Name, projection.Secret.Items, projection.Secret.Optional, mode, cancel);
        else if (projection.DownwardAPI.IsPresent)
            objects.AddDownward(files, pod, projection.DownwardAPI.Items, mode);
        else
            throw new VolumeException("a source of the projected volume is of a kind that is not supported");
    }

    private async Task<DateTimeOffset> AddTokenAsync(
        Dictionary<string, VolumeFile> files, Pod pod, ServiceAccountTokenProjection projection, int? mode, CancellationToken cancel)
    {
        var token = await tokens.GetAsync(pod, projection.Audience, projection.ExpirationSeconds, cancel);
        files[projection.Path] = new VolumeFile(Encoding.UTF8.GetBytes(token.Token), TokenMode(pod, mode)) { Owner = OwnerOf(pod) };
        return token.RefreshAt;
    }

    // A token is for the pod's user alone, unless a group is to read it.
    private static UnixFileMode TokenMode(Pod pod, int? mode) =>
        pod.Spec.SecurityContext.FsGroup is not null || OwnerOf(pod) is not null ? (UnixFileMode)0b110_000_000 : FileModes.Of(null, mode);

    private static uint? OwnerOf(Pod pod)
    {
        var users = pod.Spec.Containers.Select(container => container.SecurityContext.RunAsUser ?? pod.Spec.SecurityContext.RunAsUser)
            .Distinct().ToArray();
        return users is [{ } only] ? (uint)only : null;
    }

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a is { } known && known < b ? known : b;
}
