using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Api.Views;
using LightKube.Kubelet.Env;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Volumes;

/// <summary>Turns API objects into the files of a volume.</summary>
internal sealed class ObjectFiles(IReferencedObjects objects, IReadOnlyList<string> hostIps, NodeCapacity capacity)
{
    internal async Task AddConfigMapAsync(
        Dictionary<string, VolumeFile> files, Pod pod, string name, ListView<KeyToPath> items, bool? optional, int? mode,
        CancellationToken cancel)
    {
        var map = await objects.FindConfigMapAsync(new ObjectKey(pod.Namespace, name), cancel);
        if (map is null)
        {
            if (optional != true)
                throw new VolumeException($"configmap \"{name}\" not found");
            return;
        }
        var content = map.Data.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal);
        foreach (var key in map.BinaryData.Keys)
            content[key] = map.BinaryData[key] ?? [];
        AddItems(files, content, items, optional, mode, $"configmap references non-existent config key");
    }

    internal async Task AddSecretAsync(
        Dictionary<string, VolumeFile> files, Pod pod, string name, ListView<KeyToPath> items, bool? optional, int? mode,
        CancellationToken cancel)
    {
        var secret = await objects.FindSecretAsync(new ObjectKey(pod.Namespace, name), cancel);
        if (secret is null)
        {
            if (optional != true)
                throw new VolumeException($"secret \"{name}\" not found");
            return;
        }
        var content = secret.Data.Keys.ToDictionary(key => key, key => secret.Data[key] ?? [], StringComparer.Ordinal);
        AddItems(files, content, items, optional, mode, $"references non-existent secret key");
    }

    internal void AddDownward(Dictionary<string, VolumeFile> files, Pod pod, IEnumerable<DownwardAPIVolumeFile> items, int? mode)
    {
        foreach (var item in items)
        {
            var text = item.FieldRef.IsPresent
                ? DownwardField.Read(pod, item.FieldRef.FieldPath, [], hostIps)
                : ReadResource(pod, item.ResourceFieldRef);
            files[item.Path] = new VolumeFile(Encoding.UTF8.GetBytes(text), FileModes.Of(item.Mode, mode));
        }
    }

    private string ReadResource(Pod pod, ResourceFieldSelector selector)
    {
        var container = pod.FindContainer(selector.ContainerName)
            ?? throw new VolumeException($"container {selector.ContainerName} not found");
        return DownwardResource.Read(container, selector.Resource, selector.Divisor ?? Quantity.FromUnits(1), capacity);
    }

    private static void AddItems(
        Dictionary<string, VolumeFile> files, Dictionary<string, byte[]> content, ListView<KeyToPath> items, bool? optional, int? mode,
        string missing)
    {
        if (items.Count == 0)
        {
            foreach (var (key, bytes) in content)
                files[key] = new VolumeFile(bytes, FileModes.Of(null, mode));
            return;
        }
        foreach (var item in items)
        {
            if (content.TryGetValue(item.Key, out var bytes))
                files[item.Path] = new VolumeFile(bytes, FileModes.Of(item.Mode, mode));
            else if (optional != true)
                throw new VolumeException($"{missing}: {item.Key}");
        }
    }
}
