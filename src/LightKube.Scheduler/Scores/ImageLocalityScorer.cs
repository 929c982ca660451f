using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Scores;

/// <summary>Likes nodes that have the pod's images already, the more the larger these are.</summary>
internal sealed class ImageLocalityScorer : IScorer
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Less than this is pulled in no time.</summary>
    private const long NoticeableSize = 23 * Mebibyte;

    /// <summary>More than this for each container makes no further difference.</summary>
    private const long LargestSize = 1000 * Mebibyte;

    public int Weight => 1;

    public void Rate(PodInfo pod, ClusterState cluster, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        var images = pod.Images.Select(ImageNames.Normalized).ToArray();
        if (images.Length == 0 || !Array.Exists(images, image => cluster.CountNodesWithImage(image) > 0))
            return;
        var most = LargestSize * images.Length;
        for (var i = 0; i < nodes.Count; i++)
        {
            var present = images.Sum(image => Spread(image, nodes[i], cluster));
            scores[i] = Score.Max * (Math.Clamp(present, NoticeableSize, most) - NoticeableSize) / (most - NoticeableSize);
        }
    }

    // An image that few nodes have counts less, lest all pods that use it crowd there.
    private static long Spread(string image, NodeInfo node, ClusterState cluster) =>
        node.Images.TryGetValue(image, out var size) ? (long)(size * ((double)cluster.CountNodesWithImage(image) / cluster.Nodes.Count)) : 0;
}
