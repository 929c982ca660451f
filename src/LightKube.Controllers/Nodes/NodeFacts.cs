using LightKube.Api.Core.V1;
using LightKube.Client.Informers;

namespace LightKube.Controllers.Nodes;

/// <summary>What controllers ask of a node.</summary>
internal static class NodeFacts
{
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";
    public const string LeaseNamespace = "kube-node-lease";

    private const string PodsByNode = "node";

    public static NodeCondition? Condition(this Node node, string type) => node.Status.Conditions.Find(condition => condition.Type == type);

    public static bool IsReady(this Node node) => node.Condition("Ready")?.Status == "True";

    public static void EnsurePodIndex(InformerSet informers) =>
        informers.Get<Pod>().AddIndex(PodsByNode, static pod => [pod.Spec.NodeName]);

    /// <summary>The pods of the node; of the empty name, those that are on none.</summary>
    public static IReadOnlyList<Pod> PodsOn(CachedClient client, string node) => client.Cache<Pod>().ByIndex(PodsByNode, node);
}
