using System.Globalization;

namespace LightKube.Commands.Dev;

/// <summary>
/// A cluster's cgroups: <c>lightkube-dev/NAME/NODE</c> in every hierarchy of version 1, version 2 or both. Each node has a cgroup namespace, in
/// which its own folder is the root; its processes begin in <c>system</c> below, since version 2 wants processes only at the leaves.
/// </summary>
internal sealed class Cgroups(string cluster)
{
    private const string Parent = "lightkube-dev";
    private const string Leaf = "system";

    private readonly IReadOnlyList<string> _hierarchies = FindHierarchies(File.ReadLines("/proc/self/mounts"));

    /// <summary>Makes a node's cgroups, or the cluster's own with a null node.</summary>
    internal void Create(string? node)
    {
        foreach (var hierarchy in _hierarchies)
        {
            var path = hierarchy;
            foreach (var part in Parts(node).Append(Leaf))
            {
                var parent = path;
                path = Path.Combine(path, part);
                Directory.CreateDirectory(path);
                InheritCpuset(parent, path);
            }
        }
    }

    /// <summary>The files that a process writes its id to when it joins a node's own cgroup, which its namespace then takes for the root.</summary>
    internal IEnumerable<string> NodeFiles(string? node) =>
        _hierarchies.Select(hierarchy => Path.Combine([hierarchy, .. Parts(node), "cgroup.procs"]));

    /// <summary>The files that a process writes its id to when it joins a node's processes.</summary>
    internal IEnumerable<string> LeafFiles(string? node) =>
        _hierarchies.Select(hierarchy => Path.Combine([hierarchy, .. Parts(node), Leaf, "cgroup.procs"]));

    /// <summary>The processes of the cluster, whatever became of those that started them.</summary>
    internal IReadOnlyList<int> Processes() =>
        [.. Folders().SelectMany(ReadProcesses).Distinct()];

    /// <summary>Removes the cluster's cgroups, innermost first; nothing runs in them any more.</summary>
    internal void Delete()
    {
        foreach (var folder in Folders())
            Directory.Delete(folder);
        foreach (var parent in _hierarchies.Select(hierarchy => Path.Combine(hierarchy, Parent)).Where(Directory.Exists))
        {
            if (Directory.GetDirectories(parent).Length == 0)
                Directory.Delete(parent);
        }
    }

    /// <summary>The mount points of all cgroup hierarchies, each once.</summary>
    internal static IReadOnlyList<string> FindHierarchies(IEnumerable<string> mounts) =>
        [.. mounts.Select(line => line.Split(' ')).Where(fields => fields[2] is "cgroup" or "cgroup2").Select(fields => fields[1]).Distinct()];

    private IEnumerable<string> Parts(string? node) => node is null ? [Parent, cluster] : [Parent, cluster, node];

    private List<string> Folders() =>
        [.. _hierarchies.Select(hierarchy => Path.Combine(hierarchy, Parent, cluster)).Where(Directory.Exists).SelectMany(Innermost)];

    private static IEnumerable<string> Innermost(string folder) =>
        Directory.GetDirectories(folder).SelectMany(Innermost).Append(folder);

    private static IEnumerable<int> ReadProcesses(string folder) =>
        File.ReadAllLines(Path.Combine(folder, "cgroup.procs")).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(pid => pid > 0);

    // In version 1 a new cpuset has no processors and no memory, and refuses every process until it gets some.
    private static void InheritCpuset(string parent, string child)
    {
        foreach (var file in new[] { "cpuset.cpus", "cpuset.mems" })
        {
            var (from, to) = (Path.Combine(parent, file), Path.Combine(child, file));
            if (File.Exists(from) && File.ReadAllText(to).Trim().Length == 0 && File.ReadAllText(from).Trim() is { Length: > 0 } value)
                File.WriteAllText(to, value);
        }
    }
}
