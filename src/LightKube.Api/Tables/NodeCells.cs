using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.Api.Tables;

internal static class NodeCells
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";

    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("node.status", (root, _) => Status(new Node(root))),
        ("node.roles", (root, _) => CommonCells.Joined(Roles(new Node(root)))),
        ("node.internal", (root, _) => Address(new Node(root), "InternalIP")),
        ("node.external", (root, _) => Address(new Node(root), "ExternalIP")),
        ("componentstatus.status", (root, _) => ComponentCondition(root)?.GetString("status") switch { "True" => "Healthy", "False" => "Unhealthy", _ => "Unknown" }),
        ("componentstatus.message", (root, _) => ComponentCondition(root)?.GetString("message") ?? ""),
        ("componentstatus.error", (root, _) => ComponentCondition(root)?.GetString("error") ?? ""),
    ];

    private static string Status(Node node)
    {
        var ready = node.Status.Conditions.Find(condition => condition.Type == "Ready");
        var status = ready is null ? "Unknown" : ready.Status == "True" ? "Ready" : "NotReady";
        return node.Spec.Unschedulable ? status + ",SchedulingDisabled" : status;
    }

    private static SortedSet<string> Roles(Node node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Metadata.Labels)
        {
            if (key.StartsWith(RolePrefix, StringComparison.Ordinal) && key.Length > RolePrefix.Length)
            {
                roles.Add(key[RolePrefix.Length..]);
            }
            else if (key == RoleLabel && value.Length > 0)
            {
                roles.Add(value);
            }
        }

        return roles;
    }

    private static string Address(Node node, string type) =>
        CommonCells.OrNone(node.Status.Addresses.Find(address => address.Type == type)?.Address);

    private static DocMap? ComponentCondition(DocMap root)
    {
        foreach (ref readonly var condition in (root.GetList("conditions") ?? new DocList()).Items)
        {
            if (condition.AsMap?.GetString("type") == "Healthy")
            {
                return condition.AsMap;
            }
        }

        return null;
    }
}
