using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Authorization.Bootstrap;

/// <summary>Reads the notation of <c>policy.rbac</c>, which its head explains, into roles and bindings.</summary>
internal sealed class PolicyParser
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    private readonly List<Document> _documents = [];
    private DocMap _current = new();

    /// <exception cref="FormatException">A line is not understood.</exception>
    public static IReadOnlyList<Document> Parse(string text)
    {
        var parser = new PolicyParser();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            try
            {
                parser.Read(words);
            }
            catch (IndexOutOfRangeException e)
            {
                throw new FormatException($"line {number}: '{line}' lacks a word", e);
            }
        }

        return parser._documents;
    }

    private void Read(string[] words)
    {
        switch (words[0])
        {
            case "clusterrole":
                _current = Open(ClusterRole.Schema, "", words[1]);
                break;
            case "role":
                _current = Open(Role.Schema, words[1], words[2]);
                break;
            case "controller":
                var name = "system:controller:" + words[1];
                Bind(ClusterRoleBinding.Schema, "", name, "ClusterRole", name, [$"account:kube-system/{words[1]}"]);
                _current = Open(ClusterRole.Schema, "", name);
                break;
            case "bind":
                var parts = words[1].Split('=');
                Bind(ClusterRoleBinding.Schema, "", parts[0], "ClusterRole", parts[^1], words[2..]);
                break;
            case "bindin":
                Bind(RoleBinding.Schema, words[1], words[2], "Role", words[3], words[4..]);
                break;
            case "label":
                _current.GetOrAddMap("metadata").GetOrAddMap("labels").Set(words[1], "true");
                break;
            case "aggregate":
                Aggregate(words[1]);
                break;
            case "EVENTS":
                AddRule(["create", "patch", "update"], ["", "events.k8s.io"], ["events"], []);
                break;
            default:
                ReadRule(words);
                break;
        }
    }

    private void ReadRule(string[] words)
    {
        var verbs = words[0].Replace("READ", "get,list,watch", StringComparison.Ordinal)
            .Replace("WRITE", "create,delete,deletecollection,patch,update", StringComparison.Ordinal)
            .Split(',');
        if (words[1] == "url")
        {
            var rule = new DocMap();
            rule.Set("nonResourceURLs", DocList.Of(words[2].Split(',')));
            rule.Set("verbs", DocList.Of(verbs));
            _current.GetOrAddList("rules").Add(rule);
            return;
        }

        var groups = words[1].Split(',').Select(group => group == "core" ? "" : group);
        AddRule(verbs, groups, words[2].Split(','), words.Length > 3 ? words[3].Split(',') : []);
    }

    private void AddRule(IEnumerable<string> verbs, IEnumerable<string> groups, IEnumerable<string> resources, string[] names)
    {
        var rule = new DocMap();
        rule.Set("apiGroups", DocList.Of(groups));
        if (names.Length > 0)
        {
            rule.Set("resourceNames", DocList.Of(names));
        }

        rule.Set("resources", DocList.Of(resources));
        rule.Set("verbs", DocList.Of(verbs));
        _current.GetOrAddList("rules").Add(rule);
    }

    private void Aggregate(string label)
    {
        var labels = new DocMap();
        labels.Set(label, "true");
        var selector = new DocMap();
        selector.Set("matchLabels", labels);
        _current.GetOrAddMap("aggregationRule").GetOrAddList("clusterRoleSelectors").Add(selector);
    }

    private DocMap Open(KindSchema kind, string ns, string name)
    {
        var root = new DocMap();
        root.Set("apiVersion", kind.ApiVersion);
        root.Set("kind", kind.Kind);
        var metadata = root.GetOrAddMap("metadata");
        metadata.Set("name", name);
        if (ns.Length > 0)
        {
            metadata.Set("namespace", ns);
        }

        metadata.GetOrAddMap("labels").Set(BootstrapPolicy.Label, BootstrapPolicy.LabelValue);
        metadata.GetOrAddMap("annotations").Set(BootstrapPolicy.AutoUpdate, "true");
        _documents.Add(new Document(kind, root));
        return root;
    }

    private void Bind(KindSchema kind, string ns, string name, string roleKind, string role, string[] subjects)
    {
        var root = Open(kind, ns, name);
        var roleRef = root.GetOrAddMap("roleRef");
        roleRef.Set("apiGroup", RbacGroup);
        roleRef.Set("kind", roleKind);
        roleRef.Set("name", role);
        foreach (var subject in subjects)
        {
            root.GetOrAddList("subjects").Add(Subject(subject));
        }
    }

    private static DocMap Subject(string text)
    {
        var colon = text.IndexOf(':');
        var name = text[(colon + 1)..];
        var subject = new DocMap();
        switch (text[..colon])
        {
            case "account":
                var slash = name.IndexOf('/');
                subject.Set("kind", "ServiceAccount");
                subject.Set("name", name[(slash + 1)..]);
                subject.Set("namespace", name[..slash]);
                break;
            case "user":
            case "group":
                subject.Set("apiGroup", RbacGroup);
                subject.Set("kind", text[0] == 'u' ? "User" : "Group");
                subject.Set("name", name);
                break;
            default:
                throw new FormatException($"'{text}' is not a subject: group:NAME, user:NAME or account:NAMESPACE/NAME");
        }

        return subject;
    }
}
