using LightKube.Api.Documents;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Makes an extension server's part of the aggregated discovery document (APIVersionDiscovery) of what it answers.</summary>
internal static class RemoteDiscovery
{
    /// <summary>Its own aggregated document has it; null when it does not speak of the group-version.</summary>
    public static DocMap? FromAggregated(DocMap list, string group, string version)
    {
        foreach (var item in (list.GetList("items") ?? new DocList()).Items)
        {
            if ((item.AsMap?.GetMap("metadata")?.GetString("name") ?? "") != group)
            {
                continue;
            }

            foreach (var candidate in (item.AsMap!.GetList("versions") ?? new DocList()).Items)
            {
                if (candidate.AsMap is { } map && map.GetString("version") == version)
                {
                    var found = map.DeepClone();
                    found.Set("freshness", "Current");
                    return found.Freeze();
                }
            }
        }

        return null;
    }

    /// <summary>From an APIResourceList, as servers before 1.26 have it: subresources go below their resources.</summary>
    public static DocMap FromResourceList(DocMap list, string group, string version)
    {
        var found = new DocMap();
        found.Set("version", version);
        var resources = found.GetOrAddList("resources");
        var byName = new Dictionary<string, DocMap>(StringComparer.Ordinal);
        var all = (list.GetList("resources") ?? new DocList()).Items.ToArray();
        foreach (var item in all)
        {
            if (item.AsMap is { } resource && resource.GetString("name") is { } name && !name.Contains('/'))
            {
                resources.Add(byName[name] = Resource(resource, name, group, version));
            }
        }

        foreach (var item in all)
        {
            if (item.AsMap is { } sub && sub.GetString("name")?.Split('/', 2) is [var parent, var name])
            {
                AddSubresource(resources, byName, sub, (parent, name), (group, version));
            }
        }

        found.Set("freshness", "Current");
        return found.Freeze();
    }

    /// <summary>The last known document, marked stale; without resources when none is known.</summary>
    public static DocMap Stale(string version, DocMap? known)
    {
        if (known?.GetString("freshness") == "Stale")
        {
            return known;
        }

        var stale = known?.DeepClone() ?? new DocMap();
        stale.Set("version", version);
        stale.Set("freshness", "Stale");
        return stale.Freeze();
    }

    private static DocMap Resource(DocMap resource, string name, string group, string version)
    {
        var map = new DocMap();
        map.Set("resource", name);
        map.Set("responseKind", ResponseKind(resource, group, version));
        map.Set("scope", resource["namespaced"].AsBool == true ? "Namespaced" : "Cluster");
        map.Set("singularResource", resource.GetString("singularName") ?? "");
        map.Set("verbs", resource["verbs"].DeepClone());
        map.Set("shortNames", resource["shortNames"].DeepClone());
        map.Set("categories", resource["categories"].DeepClone());
        return map;
    }

    private static void AddSubresource(
        DocList resources, Dictionary<string, DocMap> byName, DocMap sub, (string Parent, string Name) names, (string Group, string Version) of)
    {
        if (!byName.TryGetValue(names.Parent, out var parent))
        {
            // A subresource without its resource has one made for it, which nothing can be done with.
            parent = new DocMap();
            parent.Set("resource", names.Parent);
            parent.Set("scope", sub["namespaced"].AsBool == true ? "Namespaced" : "Cluster");
            parent.Set("singularResource", "");
            parent.Set("verbs", new DocList());
            byName.Add(names.Parent, parent);
            resources.Add(parent);
        }

        var map = new DocMap();
        map.Set("subresource", names.Name);
        map.Set("responseKind", ResponseKind(sub, of.Group, of.Version));
        map.Set("verbs", sub["verbs"].DeepClone());
        parent.GetOrAddList("subresources").Add(map);
    }

    private static DocMap ResponseKind(DocMap resource, string group, string version)
    {
        var kind = new DocMap();
        kind.Set("group", resource.GetString("group") is { Length: > 0 } other ? other : group);
        kind.Set("version", resource.GetString("version") is { Length: > 0 } otherVersion ? otherVersion : version);
        kind.Set("kind", resource.GetString("kind") ?? "");
        return kind;
    }
}
