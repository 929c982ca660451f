namespace LightKube.EndToEnd.Rig;

/// <summary>What a cluster could leave on the machine, before it is made and after it has gone.</summary>
internal sealed record MachineState(
    IReadOnlySet<string> Links, IReadOnlySet<string> Addresses, IReadOnlySet<string> Routes, IReadOnlySet<string> Rules,
    IReadOnlySet<string> Mounts, IReadOnlySet<string> Namespaces, IReadOnlySet<string> PodCgroups, IReadOnlySet<string> Settings)
{
    internal static async Task<MachineState> TakeAsync() => new(
        await LinesAsync("ip", "-oneline", "link"),
        await LinesAsync("ip", "-oneline", "-4", "address"),
        await LinesAsync("ip", "route", "show", "table", "all"),
        await LinesAsync("nft", "list", "ruleset"),
        File.ReadLines("/proc/self/mounts").ToHashSet(),
        await LinesAsync("ip", "netns"),
        Hierarchies().Select(hierarchy => Path.Combine(hierarchy, "kubepods")).Where(Directory.Exists).ToHashSet(),
        new HashSet<string> { await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_forward") });

    /// <summary>Fails the test when something is there that was not.</summary>
    internal void AssertSameAs(MachineState before)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Links, Is.EquivalentTo(before.Links), "network links of the machine");
            Assert.That(Addresses, Is.EquivalentTo(before.Addresses), "addresses of the machine");
            Assert.That(Routes, Is.EquivalentTo(before.Routes), "routes of the machine");
            Assert.That(Rules, Is.EquivalentTo(before.Rules), "nftables rules of the machine");
            Assert.That(Mounts, Is.EquivalentTo(before.Mounts), "mounts of the machine");
            Assert.That(Namespaces, Is.EquivalentTo(before.Namespaces), "named network namespaces");
            Assert.That(PodCgroups, Is.EquivalentTo(before.PodCgroups), "pods' cgroups of the machine's own node");
            Assert.That(Settings, Is.EquivalentTo(before.Settings), "IP forwarding of the machine");
        });
    }

    /// <summary>Fails the test when anything of a cluster is left: its processes, cgroups or files.</summary>
    internal static void AssertNothingIsLeftOf(string cluster)
    {
        var folder = $"/var/lib/lightkube-dev/{cluster}";
        Assert.Multiple(() =>
        {
            Assert.That(Directory.Exists(folder), Is.False, $"{folder} is left");
            Assert.That(CgroupsOf(cluster), Is.Empty, "cgroups that are left");
            Assert.That(ProcessesOf(folder), Is.Empty, "processes that are left");
        });
    }

    /// <summary>The cluster's own cgroup in every hierarchy.</summary>
    internal static IReadOnlyList<string> CgroupsOf(string cluster) =>
        [.. Hierarchies().Select(hierarchy => Path.Combine(hierarchy, "lightkube-dev", cluster)).Where(Directory.Exists)];

    private static IEnumerable<string> Hierarchies() =>
        File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .Where(fields => fields[2].StartsWith("cgroup", StringComparison.Ordinal)).Select(fields => fields[1]).Distinct();

    private static List<string> ProcessesOf(string folder) =>
        [.. Directory.GetDirectories("/proc").Where(path => path.AsSpan("/proc/".Length).IndexOfAnyExceptInRange('0', '9') < 0)
            .Select(CommandLineOf).Where(line => line.Contains(folder, StringComparison.Ordinal))];

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException) // It has just ended.
        {
            return "";
        }
    }

    private static async Task<IReadOnlySet<string>> LinesAsync(string program, params string[] arguments) =>
        (await Command.RunAsync(program, arguments)).Succeeded().Lines.ToHashSet();
}
