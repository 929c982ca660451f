namespace LightKube.ApiServer.Aggregation;

/// <summary>Where the groups of this server stand in discovery (kube-apiserver and controlplane/apiserver, aggregator.go).</summary>
internal static class BuiltInPriorities
{
    /// <summary>Group, its priority, and the priorities of its versions.</summary>
    private static readonly Dictionary<(string Group, string Version), (int Group, int Version)> Known = new()
    {
        [("", "v1")] = (18_000, 1),
        [("apps", "v1")] = (17_800, 15),
        [("events.k8s.io", "v1")] = (17_750, 15),
        [("authentication.k8s.io", "v1")] = (17_700, 15),
        [("authorization.k8s.io", "v1")] = (17_600, 15),
        [("autoscaling", "v1")] = (17_500, 15),
        [("autoscaling", "v2")] = (17_500, 30),
        [("batch", "v1")] = (17_400, 15),
        [("certificates.k8s.io", "v1")] = (17_300, 15),
        [("networking.k8s.io", "v1")] = (17_200, 15),
        [("policy", "v1")] = (17_100, 15),
        [("rbac.authorization.k8s.io", "v1")] = (17_000, 15),
        [("storage.k8s.io", "v1")] = (16_800, 15),
        [("apiextensions.k8s.io", "v1")] = (16_700, 15),
        [("admissionregistration.k8s.io", "v1")] = (16_700, 15),
        [("scheduling.k8s.io", "v1")] = (16_600, 15),
        [("coordination.k8s.io", "v1")] = (16_500, 15),
        [("node.k8s.io", "v1")] = (16_300, 15),
        [("discovery.k8s.io", "v1")] = (16_200, 15),
        [("flowcontrol.apiserver.k8s.io", "v1")] = (16_100, 21),
        [("internal.apiserver.k8s.io", "v1alpha1")] = (16_000, 9),
        [("resource.k8s.io", "v1")] = (15_900, 15),
        [("storagemigration.k8s.io", "v1beta1")] = (15_800, 9),
    };

    /// <summary>Null for a group-version that gets no APIService, such as the one of APIServices themselves.</summary>
    public static (int Group, int Version)? Find(string group, string version) =>
        Known.TryGetValue((group, version), out var found) ? found : null;
}
