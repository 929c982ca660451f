using LightKube.Api.Documents;
using LightKube.Api.FlowControl.V1;
using LightKube.Api.Json;

namespace LightKube.ApiServer.FlowControl;

/// <summary>The flows and levels that every cluster of Kubernetes has: two of each are mandatory, the others are suggested.</summary>
internal static class DefaultFlows
{
    /// <summary>"true": the server keeps the spec as it suggests it; "false": it is the administrator's.</summary>
    public const string AutoUpdate = "apf.kubernetes.io/autoupdate-spec";

    private const string All = """[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"],"clusterScope":true}]""";
    private const string AllPaths = """[{"verbs":["*"],"nonResourceURLs":["*"]}]""";
    private const string Everybody = """{"kind":"Group","group":{"name":"system:unauthenticated"}},{"kind":"Group","group":{"name":"system:authenticated"}}""";
    private const string SystemAccounts = """{"kind":"ServiceAccount","serviceAccount":{"name":"*","namespace":"kube-system"}}""";
    private const string NodesGroup = """{"kind":"Group","group":{"name":"system:nodes"}}""";

    /// <summary>Those whose spec nobody may change.</summary>
    public static bool IsMandatory(Document document) => document.Name is "exempt" or "catch-all";

    /// <summary>Levels first, since flows name them.</summary>
    public static IReadOnlyList<Document> Documents { get; } =
    [
        Level("exempt", """{"type":"Exempt","exempt":{"nominalConcurrencyShares":0,"lendablePercent":0}}"""),
        Level("catch-all", """{"type":"Limited","limited":{"nominalConcurrencyShares":5,"lendablePercent":0,"limitResponse":{"type":"Reject"}}}"""),
        Queued("system", 30, 33, 64, 6),
        Queued("node-high", 40, 25, 64, 6),
        Queued("leader-election", 10, 0, 16, 4),
        Queued("workload-high", 40, 50, 128, 6),
        Queued("workload-low", 100, 90, 128, 6),
        Queued("global-default", 20, 50, 128, 6),
        Flow("exempt", "exempt", 1, "", """{"kind":"Group","group":{"name":"system:masters"}}""", All, AllPaths),
        Flow("probes", "exempt", 2, "", Everybody, "[]", """[{"verbs":["get"],"nonResourceURLs":["/healthz","/readyz","/livez"]}]"""),
        Flow(
            "system-leader-election", "leader-election", 100, "ByUser",
            $$"""{{User("system:kube-controller-manager")}},{{User("system:kube-scheduler")}},{{SystemAccounts}}""",
            """[{"verbs":["get","create","update"],"apiGroups":["coordination.k8s.io"],"resources":["leases"],"namespaces":["*"]}]""", "[]"),
        Flow(
            "system-node-high", "node-high", 400, "ByUser", NodesGroup,
            """[{"verbs":["*"],"apiGroups":[""],"resources":["nodes","nodes/status"],"namespaces":["*"],"clusterScope":true},{"verbs":["*"],"apiGroups":["coordination.k8s.io"],"resources":["leases"],"namespaces":["*"]}]""", "[]"),
        Flow("system-nodes", "system", 500, "ByUser", NodesGroup, All, AllPaths),
        Flow("kube-controller-manager", "workload-high", 800, "ByNamespace", User("system:kube-controller-manager"), All, AllPaths),
        Flow("kube-scheduler", "workload-high", 800, "ByNamespace", User("system:kube-scheduler"), All, AllPaths),
        Flow("kube-system-service-accounts", "workload-high", 900, "ByNamespace", SystemAccounts, All, AllPaths),
        Flow("service-accounts", "workload-low", 9000, "ByUser", """{"kind":"Group","group":{"name":"system:serviceaccounts"}}""", All, AllPaths),
        Flow("global-default", "global-default", 9900, "ByUser", Everybody, All, AllPaths),
        Flow("catch-all", "catch-all", 10000, "ByUser", Everybody, All, AllPaths),
    ];

    private static Document Level(string name, string spec) => Make(PriorityLevelConfiguration.Schema, name, spec);

    private static Document Queued(string name, int shares, int lendable, int queues, int hand) => Level(
        name,
        $"{{\"type\":\"Limited\",\"limited\":{{\"nominalConcurrencyShares\":{shares},\"lendablePercent\":{lendable},\"limitResponse\":{{\"type\":\"Queue\",\"queuing\":{{\"queues\":{queues},\"handSize\":{hand},\"queueLengthLimit\":50}}}}}}}}");

    private static Document Flow(string name, string level, int precedence, string distinguisher, string subjects, string resources, string paths)
    {
        var document = Make(FlowSchema.Schema, name, "{}");
        var spec = document.Root.GetMap("spec")!;
        spec.GetOrAddMap("priorityLevelConfiguration").Set("name", level);
        spec.Set("matchingPrecedence", precedence);
        if (distinguisher.Length > 0)
        {
            spec.GetOrAddMap("distinguisherMethod").Set("type", distinguisher);
        }

        var rule = new DocMap();
        rule.Set("subjects", JsonText.Parse($"[{subjects}]"));
        SetIfAny(rule, "resourceRules", resources);
        SetIfAny(rule, "nonResourceRules", paths);
        spec.GetOrAddList("rules").Add(rule);
        return document;
    }

    private static void SetIfAny(DocMap rule, string key, string list)
    {
        if (list != "[]")
        {
            rule.Set(key, JsonText.Parse(list));
        }
    }

    private static string User(string name) => $"{{\"kind\":\"User\",\"user\":{{\"name\":\"{name}\"}}}}";

    private static Document Make(Api.Schemas.KindSchema kind, string name, string spec)
    {
        var root = new DocMap();
        root.Set("apiVersion", kind.ApiVersion);
        root.Set("kind", kind.Kind);
        var metadata = root.GetOrAddMap("metadata");
        metadata.Set("name", name);
        metadata.GetOrAddMap("annotations").Set(AutoUpdate, "true");
        root.Set("spec", JsonText.Parse(spec));
        return new Document(kind, root);
    }
}
