using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission;

/// <summary>What a node may do to Node objects: make and keep its own, without taking off taints or claiming labels that place workloads.</summary>
internal static class NodeRestrictionOnNodes
{
    private static readonly HashSet<string> KubeletLabels =
    [
        "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
        "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
        "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type",
    ];

    private static readonly string[] KubeletDomains = ["kubelet.kubernetes.io", "node.kubernetes.io"];

    public static void Check(AdmissionRequest request, string node)
    {
        var name = request.Object?.Name is { Length: > 0 } given ? given : request.Name;
        if (name != node)
        {
            throw request.Forbid($"node \"{node}\" is not allowed to modify node \"{name}\"");
        }

        switch (request.Verb)
        {
            case AdmissionVerb.Create:
                CheckLabels(request, node, Forbidden(new DocMap(), request.Object!.Labels));
                break;
            case AdmissionVerb.Update:
                CheckUpdate(request, node);
                break;
            default:
                throw request.Forbid($"node \"{node}\" is not allowed to delete nodes");
        }
    }

    private static void CheckUpdate(AdmissionRequest request, string node)
    {
        var old = request.Old!.As<Node>();
        var changed = request.Object!.As<Node>();
        if (!Values(old, "taints").Equals(Values(changed, "taints")))
        {
            throw request.Forbid($"node \"{node}\" is not allowed to modify taints");
        }

        if (!Metadata(request.Old, "ownerReferences").Equals(Metadata(request.Object, "ownerReferences")))
        {
            throw request.Forbid($"node \"{node}\" is not allowed to update ownerReferences");
        }

        CheckLabels(request, node, Forbidden(request.Old.Labels ?? new DocMap(), request.Object.Labels));
    }

    private static Value Values(Node node, string key) => node.Spec.Peek() is { } spec && spec.GetList(key) is { Count: > 0 } list ? list : default(Value);

    private static Value Metadata(Document document, string key) => document.Root.GetMap("metadata")?.GetList(key) is { Count: > 0 } list ? list : default(Value);

    private static void CheckLabels(AdmissionRequest request, string node, List<string> forbidden)
    {
        if (forbidden.Count > 0)
        {
            forbidden.Sort(StringComparer.Ordinal);
            var verb = request.Verb == AdmissionVerb.Create ? "set" : "modify";
            throw request.Forbid($"is not allowed to {verb} the following labels: {string.Join(", ", forbidden)} (node \"{node}\")");
        }
    }

    private static List<string> Forbidden(DocMap old, DocMap? changed)
    {
        var forbidden = new List<string>();
        foreach (var key in Keys(old).Union(Keys(changed ?? new DocMap())))
        {
            if (!old[key].Equals(changed is null ? default : changed[key]) && !MaySet(key))
            {
                forbidden.Add(key);
            }
        }

        return forbidden;
    }

    private static IEnumerable<string> Keys(DocMap map) => map.Entries.ToArray().Select(entry => entry.Key);

    // Labels outside the domains of Kubernetes are the kubelet's own business.
    private static bool MaySet(string key)
    {
        var slash = key.IndexOf('/');
        var domain = slash < 0 ? "" : key[..slash];
        if (!IsWithin(domain, "kubernetes.io") && !IsWithin(domain, "k8s.io"))
        {
            return true;
        }

        return KubeletLabels.Contains(key) || KubeletDomains.Any(allowed => IsWithin(domain, allowed));
    }

    private static bool IsWithin(string domain, string parent) => domain == parent || domain.EndsWith("." + parent, StringComparison.Ordinal);
}
