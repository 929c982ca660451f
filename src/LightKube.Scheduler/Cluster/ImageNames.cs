using LightKube.Api.Core.V1;

namespace LightKube.Scheduler.Cluster;

/// <summary>Image names in the form in which nodes report them.</summary>
internal static class ImageNames
{
    /// <summary>With the tag <c>latest</c> when it names no tag and no digest.</summary>
    public static string Normalized(string image) =>
        image.LastIndexOf(':') > image.LastIndexOf('/') ? image : image + ":latest";

    /// <summary>The size in bytes of each image by each of its names.</summary>
    public static Dictionary<string, long> Of(IReadOnlyList<ContainerImage> images)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            foreach (var name in image.Names)
                sizes[name] = image.SizeBytes;
        }
        return sizes;
    }
}
