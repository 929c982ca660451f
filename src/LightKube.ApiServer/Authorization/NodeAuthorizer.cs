using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Authorization;

/// <summary>
/// What a node may do: run its own pods. It reads what these refer to, writes its own Node, Lease and CSINode, and asks for tokens of its
/// pods' service accounts. What a write may contain is the NodeRestriction admission's matter.
/// </summary>
public sealed class NodeAuthorizer(NodeGraph graph) : IAuthorizer
{
    private const string LeaseNamespace = "kube-node-lease";

    /// <summary>What every node may do, whatever pods it has.</summary>
    private static readonly Rule[] CommonRules =
    [
        new(["create"], ["authentication.k8s.io"], ["tokenreviews"], [], []),
        new(["create"], ["authorization.k8s.io"], ["subjectaccessreviews", "localsubjectaccessreviews"], [], []),
        new(["get", "list", "watch"], [""], ["services"], [], []),
        new(["create", "update", "patch"], ["", "events.k8s.io"], ["events"], [], []),
        new(["create", "get", "list", "watch"], ["certificates.k8s.io"], ["certificatesigningrequests"], [], []),
        new(["get", "list", "watch"], ["certificates.k8s.io"], ["clustertrustbundles"], [], []),
        new(["get", "list", "watch"], ["storage.k8s.io"], ["csidrivers"], [], []),
        new(["get", "list", "watch"], ["node.k8s.io"], ["runtimeclasses"], [], []),
        new(["get"], [""], ["endpoints"], [], []),
    ];

    public AuthorizationResult Authorize(in AuthorizationAttributes attributes)
    {
        if (!UserNames.IsNode(attributes.User))
        {
            return AuthorizationResult.NoOpinion;
        }

        if (UserNames.NodeName(attributes.User) is not { } node)
        {
            return AuthorizationResult.None($"unknown node for user \"{attributes.User.Name}\"");
        }

        if (attributes.IsResourceRequest && Special(node, attributes) is { } result)
        {
            return result;
        }

        foreach (var rule in CommonRules)
        {
            if (rule.Allows(attributes))
            {
                return AuthorizationResult.Allow("");
            }
        }

        return AuthorizationResult.NoOpinion;
    }

    private AuthorizationResult? Special(string node, in AuthorizationAttributes a) => (a.Group, a.Resource) switch
    {
        ("", "secrets") => Read(node, NodeResource.Secret, a),
        ("", "configmaps") => Read(node, NodeResource.ConfigMap, a),
        ("", "persistentvolumeclaims") when a.Subresource == "status" => Resize(node, a),
        ("", "persistentvolumeclaims") => Get(node, NodeResource.PersistentVolumeClaim, a),
        ("", "persistentvolumes") => Judge(a is { Verb: "get", Subresource: "", Name.Length: > 0 } && graph.ReachesVolume(node, a.Name), node, a),
        ("resource.k8s.io", "resourceclaims") => Get(node, NodeResource.ResourceClaim, a),
        ("resource.k8s.io", "resourceslices") => OwnByField(node, a),
        ("storage.k8s.io", "volumeattachments") => Judge(a.Verb == "get" && a.Subresource.Length == 0 && graph.IsAttachedTo(node, a.Name), node, a),
        ("storage.k8s.io", "csinodes") => Own(node, a, a.Namespace.Length == 0),
        ("coordination.k8s.io", "leases") => Own(node, a, a.Namespace == LeaseNamespace),
        ("", "serviceaccounts") => ServiceAccount(node, a),
        ("", "nodes") => Node(node, a),
        ("", "pods") => Pod(node, a),
        _ => null,
    };

    private static AuthorizationResult Judge(bool allowed, string node, in AuthorizationAttributes a) => allowed
        ? AuthorizationResult.Allow("")
        : AuthorizationResult.None($"no relationship found between node '{node}' and this object");

    // One object by name; a kubelet watches single objects with a field selector on the name.
    private AuthorizationResult Read(string node, NodeResource kind, in AuthorizationAttributes a) => a switch
    {
        { IsReadOnly: false } => AuthorizationResult.None("can only read resources of this type"),
        { Subresource.Length: > 0 } => AuthorizationResult.None("cannot read subresource"),
        { Name.Length: 0 } => AuthorizationResult.None("can only read namespaced object of this type by name"),
        _ => Judge(graph.Reaches(node, kind, new ObjectKey(a.Namespace, a.Name)), node, a),
    };

    private AuthorizationResult Get(string node, NodeResource kind, in AuthorizationAttributes a) => a is { Verb: "get", Subresource: "" }
        ? Read(node, kind, a)
        : AuthorizationResult.None("can only get individual resources of this type");

    private AuthorizationResult Resize(string node, in AuthorizationAttributes a) => Judge(
        a.Verb is "get" or "update" or "patch" && graph.Reaches(node, NodeResource.PersistentVolumeClaim, new ObjectKey(a.Namespace, a.Name)), node, a);

    private AuthorizationResult ServiceAccount(string node, in AuthorizationAttributes a)
    {
        var reaches = graph.Reaches(node, NodeResource.ServiceAccount, new ObjectKey(a.Namespace, a.Name));
        return (a.Subresource, a.Verb) switch
        {
            ("token", "create") or ("", "get") => Judge(a.Name.Length > 0 && reaches, node, a),
            _ => AuthorizationResult.None("can only get service accounts and create tokens for individual service accounts"),
        };
    }

    private static AuthorizationResult Own(string node, in AuthorizationAttributes a, bool isPlace)
    {
        if (!isPlace || a.Subresource.Length > 0 || a.Verb is not ("get" or "create" or "update" or "patch" or "delete"))
        {
            return AuthorizationResult.None("can only get, create, update, patch, or delete its own object of this type");
        }

        // The name of a new object stands in the body alone; admission looks there.
        return a.Name == node || (a.Verb == "create" && a.Name.Length == 0)
            ? AuthorizationResult.Allow("")
            : AuthorizationResult.None("can only access an object with the same name as the requesting node");
    }

    private static AuthorizationResult OwnByField(string node, in AuthorizationAttributes a) => a.Verb switch
    {
        _ when a.Subresource.Length > 0 => AuthorizationResult.None("cannot access subresource"),
        "create" or "get" or "update" or "patch" or "delete" => AuthorizationResult.Allow(""),
        "list" or "watch" or "deletecollection" when Selects(a, "spec.nodeName", node) => AuthorizationResult.Allow(""),
        _ => AuthorizationResult.None("can only list, watch or delete resource slices of its own"),
    };

    private static AuthorizationResult? Node(string node, in AuthorizationAttributes a)
    {
        if (a.Subresource is not ("" or "status"))
        {
            return null;
        }

        return a.Verb switch
        {
            "create" when a.Subresource.Length == 0 => AuthorizationResult.Allow(""),
            "get" or "update" or "patch" when a.Name == node => AuthorizationResult.Allow(""),
            "list" or "watch" when a.Name == node || Selects(a, "metadata.name", node) => AuthorizationResult.Allow(""),
            _ => AuthorizationResult.None($"node '{node}' cannot {a.Verb} other nodes, only its own Node object"),
        };
    }

    private AuthorizationResult? Pod(string node, in AuthorizationAttributes a) => (a.Subresource, a.Verb) switch
    {
        ("", "get") => Judge(graph.Reaches(node, NodeResource.Pod, new ObjectKey(a.Namespace, a.Name)), node, a),
        ("", "list" or "watch") => Selects(a, "spec.nodeName", node) || (a.Name.Length > 0 && graph.Reaches(node, NodeResource.Pod, new ObjectKey(a.Namespace, a.Name)))
            ? AuthorizationResult.Allow("")
            : AuthorizationResult.None("can only list/watch pods with spec.nodeName field selector"),
        ("", "create" or "delete") => AuthorizationResult.Allow(""),
        ("status", "get" or "update" or "patch") => AuthorizationResult.Allow(""),
        ("eviction", "create") => AuthorizationResult.Allow(""),
        _ => null,
    };

    private static bool Selects(in AuthorizationAttributes a, string field, string value)
    {
        foreach (var range in a.FieldSelector.AsSpan().Split(','))
        {
            var part = a.FieldSelector.AsSpan()[range].Trim();
            var equals = part.IndexOf('=');
            if (equals > 0 && part[..equals].SequenceEqual(field) && part[(equals + 1)..].TrimStart('=').SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }
}
