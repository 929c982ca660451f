using LightKube.Api.Documents;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Puts extension servers' groups into the discovery documents of this one, and all of it in the order of the APIServices' priorities.</summary>
internal sealed class MergedDiscovery(ApiServiceTable table, RemoteDocuments documents)
{
    /// <summary>Completes an APIGroupList.</summary>
    public DocMap Groups(DocMap list)
    {
        var services = table.Current;
        var groups = MapsOf(list.GetList("groups"), group => group.GetString("name") ?? "");
        foreach (var entry in services.Remote.Where(entry => entry.Group.Length > 0))
        {
            var group = GetOrAdd(groups, entry.Group, () => Named("name", entry.Group));
            AddVersion(group, entry);
        }

        foreach (var (name, group) in groups)
        {
            Sort(group, name, services);
        }

        list.Set("groups", Sorted(groups, services));
        return list;
    }

    /// <summary>Completes an APIGroup; null when nobody serves the group.</summary>
    public DocMap? Group(DocMap? group, string name)
    {
        var services = table.Current;
        foreach (var entry in services.Remote.Where(entry => entry.Group == name))
        {
            if (group is null)
            {
                group = new DocMap();
                group.Set("kind", "APIGroup");
                group.Set("apiVersion", "v1");
                group.Set("name", name);
            }

            AddVersion(group, entry);
        }

        if (group is not null)
        {
            Sort(group, name, services);
        }

        return group;
    }

    /// <summary>Completes an APIGroupDiscoveryList of all groups but the core one.</summary>
    public DocMap Aggregated(DocMap list)
    {
        var services = table.Current;
        var groups = MapsOf(list.GetList("items"), item => item.GetMap("metadata")?.GetString("name") ?? "");
        foreach (var entry in services.Remote.Where(entry => entry.Group.Length > 0))
        {
            var group = GetOrAdd(groups, entry.Group, () => NewItem(entry.Group));
            var versions = group.GetOrAddList("versions");
            Remove(versions, entry.Version);
            versions.Add(documents.Of(entry).Discovery);
        }

        foreach (var (name, group) in groups)
        {
            SortVersions(group, name, services);
        }

        list.Set("items", Sorted(groups, services));
        return list;
    }

    private static Dictionary<string, DocMap> MapsOf(DocList? list, Func<DocMap, string> nameOf)
    {
        var maps = new Dictionary<string, DocMap>(StringComparer.Ordinal);
        foreach (var item in (list ?? new DocList()).Items)
        {
            if (item.AsMap is { } map)
            {
                maps[nameOf(map)] = map;
            }
        }

        return maps;
    }

    private static DocMap GetOrAdd(Dictionary<string, DocMap> groups, string name, Func<DocMap> create)
    {
        if (!groups.TryGetValue(name, out var group))
        {
            groups.Add(name, group = create());
        }

        return group;
    }

    private static DocMap Named(string key, string name)
    {
        var map = new DocMap();
        map.Set(key, name);
        return map;
    }

    private static DocMap NewItem(string name)
    {
        var item = new DocMap();
        var metadata = item.GetOrAddMap("metadata");
        metadata.Set("name", name);
        metadata.Set("creationTimestamp", Value.Null);
        return item;
    }

    private static void AddVersion(DocMap group, ApiServiceEntry entry)
    {
        var versions = group.GetOrAddList("versions");
        Remove(versions, entry.Version);
        var version = new DocMap();
        version.Set("groupVersion", $"{entry.Group}/{entry.Version}");
        version.Set("version", entry.Version);
        versions.Add(version);
    }

    private static void Remove(DocList versions, string version)
    {
        for (var i = versions.Count - 1; i >= 0; i--)
        {
            if (versions[i].AsMap?.GetString("version") == version)
            {
                versions.RemoveAt(i);
            }
        }
    }

    private static void Sort(DocMap group, string name, ApiServiceSnapshot services)
    {
        SortVersions(group, name, services);
        group.Set("preferredVersion", group.GetList("versions") is { Count: > 0 } versions ? versions[0].DeepClone() : default);
    }

    private static void SortVersions(DocMap group, string name, ApiServiceSnapshot services)
    {
        var versions = (group.GetList("versions") ?? new DocList()).Items.ToArray();
        Array.Sort(versions, (a, b) => services.CompareVersions(name, a.AsMap?.GetString("version") ?? "", b.AsMap?.GetString("version") ?? ""));
        group.Set("versions", ListOf(versions));
    }

    private static DocList Sorted(Dictionary<string, DocMap> groups, ApiServiceSnapshot services)
    {
        var names = groups.Keys.ToArray();
        Array.Sort(names, services.CompareGroups);
        return ListOf(names.Select(name => (Value)groups[name]));
    }

    private static DocList ListOf(IEnumerable<Value> values)
    {
        var list = new DocList();
        foreach (var value in values)
        {
            list.Add(value);
        }

        return list;
    }
}
