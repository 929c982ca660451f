using System.Security.Cryptography;
using System.Text;
using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Discovery;

/// <summary>The documents by which clients learn what is served: APIVersions, APIGroupList, APIGroup, APIResourceList and the aggregated list.</summary>
public sealed class DiscoveryDocuments(ResourceCatalog.Snapshot catalog, IReadOnlyList<KindSchema> createOnly)
{
    // kubectl lists groups in this order; what is not named follows by name.
    private static readonly string[] GroupOrder =
    [
        "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io",
        "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io",
    ];

    private readonly List<KindSchema> _kinds = [.. catalog.All.Select(resource => resource.Schema), .. createOnly];

    /// <summary>True when these are the documents of that state.</summary>
    public bool IsOf(ResourceCatalog.Snapshot snapshot) => ReferenceEquals(catalog, snapshot);

    public static DocMap LegacyVersions(string serverAddress)
    {
        var root = New("APIVersions", "v1");
        root.Set("versions", DocList.Of(["v1"]));
        var address = new DocMap();
        address.Set("clientCIDR", "0.0.0.0/0");
        address.Set("serverAddress", serverAddress);
        root.GetOrAddList("serverAddressByClientCIDRs").Add(address);
        return root;
    }

    public DocMap Groups()
    {
        var root = New("APIGroupList", "v1");
        var groups = root.GetOrAddList("groups");
        foreach (var name in GroupNames())
        {
            var group = GroupBody(name);
            groups.Add(group);
        }

        return root;
    }

    /// <summary>Null when the group is not served.</summary>
    public DocMap? Group(string name)
    {
        if (!GroupNames().Contains(name))
        {
            return null;
        }

        var root = New("APIGroup", "v1");
        foreach (var entry in GroupBody(name).Entries)
        {
            root.Set(entry.Key, entry.Value);
        }

        return root;
    }

    /// <summary>Null when the group-version is not served.</summary>
    public DocMap? Resources(string group, string version)
    {
        var kinds = _kinds.Where(kind => kind.Group == group && kind.Version == version).ToList();
        if (kinds.Count == 0)
        {
            return null;
        }

        var root = New("APIResourceList", "v1");
        root.Set("groupVersion", kinds[0].ApiVersion);
        var resources = root.GetOrAddList("resources");
        foreach (var kind in kinds)
        {
            resources.Add(Resource(kind));
            foreach (var subresource in kind.Subresources)
            {
                resources.Add(Subresource(kind, subresource));
            }
        }

        return root;
    }

    /// <summary>Everything in one document (apidiscovery.k8s.io), for the core group or for all others.</summary>
    public DocMap Aggregated(bool core, string version)
    {
        var root = New("APIGroupDiscoveryList", $"apidiscovery.k8s.io/{version}");
        root.Set("metadata", new DocMap());
        var items = root.GetOrAddList("items");
        foreach (var name in core ? [""] : GroupNames())
        {
            var item = new DocMap();
            var metadata = item.GetOrAddMap("metadata");
            metadata.Set("name", name.Length > 0 ? name : default(Value));
            metadata.Set("creationTimestamp", Value.Null);
            var versions = item.GetOrAddList("versions");
            foreach (var served in Versions(name))
            {
                versions.Add(AggregatedVersion(name, served));
            }

            items.Add(item);
        }

        return root;
    }

    private DocMap AggregatedVersion(string group, string version)
    {
        var map = new DocMap();
        map.Set("version", version);
        var resources = map.GetOrAddList("resources");
        foreach (var kind in _kinds.Where(kind => kind.Group == group && kind.Version == version))
        {
            var resource = new DocMap();
            resource.Set("resource", kind.Plural);
            resource.Set("responseKind", GroupVersionKind(kind.Group, kind.Version, kind.Kind));
            resource.Set("scope", kind.Namespaced ? "Namespaced" : "Cluster");
            resource.Set("singularResource", kind.Singular);
            resource.Set("verbs", DocList.Of(kind.Verbs));
            resource.Set("shortNames", kind.ShortNames.Count > 0 ? DocList.Of(kind.ShortNames) : default(Value));
            resource.Set("categories", kind.Categories.Count > 0 ? DocList.Of(kind.Categories) : default(Value));
            foreach (var sub in kind.Subresources)
            {
                var (subGroup, subVersion, subKind) = KindOf(kind, sub);
                var subresource = new DocMap();
                subresource.Set("subresource", sub.Name);
                subresource.Set("responseKind", GroupVersionKind(subGroup, subVersion, subKind));
                subresource.Set("verbs", DocList.Of(sub.Verbs));
                resource.GetOrAddList("subresources").Add(subresource);
            }

            resources.Add(resource);
        }

        map.Set("freshness", "Current");
        return map;
    }

    private DocMap Resource(KindSchema kind)
    {
        var map = new DocMap();
        map.Set("name", kind.Plural);
        map.Set("singularName", kind.Singular);
        map.Set("namespaced", kind.Namespaced);
        map.Set("kind", kind.Kind);
        map.Set("verbs", DocList.Of(kind.Verbs));
        map.Set("shortNames", kind.ShortNames.Count > 0 ? DocList.Of(kind.ShortNames) : default(Value));
        map.Set("categories", kind.Categories.Count > 0 ? DocList.Of(kind.Categories) : default(Value));
        map.Set("storageVersionHash", StorageVersionHash(kind));
        return map;
    }

    // Tells clients that migrate objects when the version at which they are stored has changed.
    private Value StorageVersionHash(KindSchema kind)
    {
        if (catalog.Find(kind.Group, kind.Version, kind.Plural)?.Stored is not { } stored)
        {
            return default;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Group}/{stored.Version}/{stored.Kind}"));
        return Convert.ToBase64String(hash, 0, 8);
    }

    private static DocMap Subresource(KindSchema kind, SubresourceSchema sub)
    {
        var (group, version, name) = KindOf(kind, sub);
        var map = new DocMap();
        map.Set("name", $"{kind.Plural}/{sub.Name}");
        map.Set("singularName", "");
        map.Set("namespaced", kind.Namespaced);
        if (group != kind.Group || version != kind.Version)
        {
            map.Set("group", group);
            map.Set("version", version);
        }

        map.Set("kind", name);
        map.Set("verbs", DocList.Of(sub.Verbs));
        return map;
    }

    private static (string Group, string Version, string Kind) KindOf(KindSchema kind, SubresourceSchema sub)
    {
        var dot = sub.Kind.LastIndexOf('.');
        var package = dot < 0 ? "" : sub.Kind[..dot];
        var name = sub.Kind[(dot + 1)..];
        if (BuiltIn.Types.TryGetValue(sub.Kind, out _) && BuiltIn.GroupVersionOf(package) is { } found)
        {
            return (found.Group, found.Version, name);
        }

        return (kind.Group, kind.Version, name);
    }

    private static DocMap GroupVersionKind(string group, string version, string kind)
    {
        var map = new DocMap();
        map.Set("group", group);
        map.Set("version", version);
        map.Set("kind", kind);
        return map;
    }

    private DocMap GroupBody(string name)
    {
        var group = new DocMap();
        group.Set("name", name);
        var versions = group.GetOrAddList("versions");
        foreach (var version in Versions(name))
        {
            versions.Add(ForDiscovery(name, version));
        }

        group.Set("preferredVersion", ForDiscovery(name, Versions(name)[0]));
        return group;
    }

    private static DocMap ForDiscovery(string group, string version)
    {
        var map = new DocMap();
        map.Set("groupVersion", $"{group}/{version}");
        map.Set("version", version);
        return map;
    }

    private List<string> GroupNames() => _kinds.Select(kind => kind.Group).Where(group => group.Length > 0).Distinct()
        .OrderBy(group => Array.IndexOf(GroupOrder, group) is >= 0 and var at ? at : int.MaxValue).ThenBy(group => group, StringComparer.Ordinal).ToList();

    // The most mature and newest version first, as v2 before v1 before v1beta1.
    private List<string> Versions(string group) => _kinds.Where(kind => kind.Group == group).Select(kind => kind.Version).Distinct()
        .OrderByDescending(version => version, VersionOrder.Comparer).ToList();

    private static DocMap New(string kind, string apiVersion)
    {
        var root = new DocMap();
        root.Set("kind", kind);
        root.Set("apiVersion", apiVersion);
        return root;
    }
}
