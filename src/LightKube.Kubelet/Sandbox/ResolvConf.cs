namespace LightKube.Kubelet.Sandbox;

/// <summary>The content of a resolv.conf.</summary>
internal sealed record ResolvConf(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options)
{
    internal static ResolvConf Parse(IEnumerable<string> lines)
    {
        List<string> servers = [], searches = [], options = [];
        foreach (var line in lines)
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2)
                continue;
            switch (words[0])
            {
                case "nameserver":
                    servers.Add(words[1]);
                    break;
                case "search":
                    searches = [.. words.Skip(1)]; // the last line counts
                    break;
                case "options":
                    options = [.. words.Skip(1)];
                    break;
            }
        }
        return new ResolvConf(servers, searches, options);
    }
}
