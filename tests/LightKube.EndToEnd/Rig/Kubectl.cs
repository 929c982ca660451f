namespace LightKube.EndToEnd.Rig;

/// <summary>A stock kubectl of one version, in one namespace of a cluster.</summary>
internal sealed class Kubectl(string version, string kubeConfig, string @namespace)
{
    // Its discovery cache, apart from the user's and the other version's.
    private readonly Dictionary<string, string> _environment = new()
    {
        ["KUBECONFIG"] = kubeConfig,
        ["KUBECACHEDIR"] = Path.Combine(Path.GetTempPath(), $"lightkube-kubectl-{version}"),
        ["HOME"] = Path.Combine(Path.GetTempPath(), $"lightkube-kubectl-{version}"),
    };

    internal string Version => version;

    internal string Namespace => @namespace;

    /// <summary>Runs it, whatever comes of it.</summary>
    internal Task<CommandResult> TryAsync(params string[] arguments) =>
        Command.RunAsync(Repository.Kubectl(version), [.. Scope, .. arguments], "", _environment);

    /// <summary>Runs it, and fails the test unless it succeeds.</summary>
    internal async Task<CommandResult> RunAsync(params string[] arguments) => (await TryAsync(arguments)).Succeeded();

    /// <summary>Runs it with text on its standard input, whatever comes of it.</summary>
    internal Task<CommandResult> TryPipeAsync(string input, params string[] arguments) =>
        Command.RunAsync(Repository.Kubectl(version), [.. Scope, .. arguments], input, _environment);

    /// <summary>Runs it with text on its standard input, and fails the test unless it succeeds.</summary>
    internal async Task<CommandResult> PipeAsync(string input, params string[] arguments) =>
        (await TryPipeAsync(input, arguments)).Succeeded();

    internal Task<CommandResult> ApplyAsync(string yaml) => PipeAsync(yaml, "apply", "-f", "-");

    /// <summary>Starts it, for something that does not end by itself.</summary>
    internal RunningCommand Start(params string[] arguments) =>
        RunningCommand.Start(Repository.Kubectl(version), [.. Scope, .. arguments], _environment);

    /// <summary>Starts it on a terminal of its own.</summary>
    internal RunningCommand StartOnTerminal(params string[] arguments)
    {
        var line = string.Join(' ', new[] { Repository.Kubectl(version) }.Concat(Scope).Concat(arguments).Select(word => $"'{word}'"));
        return RunningCommand.Start("script", ["--quiet", "--return", "--command", line, "/dev/null"], _environment);
    }

    /// <summary>What a JSONPath gives.</summary>
    internal async Task<string> FieldAsync(string resource, string jsonPath) =>
        (await RunAsync("get", resource, "-o", $"jsonpath={{{jsonPath}}}")).Output;

    /// <summary>Waits for a Deployment's pods to be those that it wants.</summary>
    internal Task<CommandResult> RolledOutAsync(string deployment) =>
        RunAsync("rollout", "status", $"deployment/{deployment}", "--timeout=90s");

    /// <summary>Waits for a pod to be ready.</summary>
    internal Task<CommandResult> ReadyAsync(string pod) => RunAsync("wait", $"pod/{pod}", "--for=condition=Ready", "--timeout=90s");

    /// <summary>The same, but known by a token alone: a client certificate would come before it.</summary>
    internal Kubectl WithToken(string token)
    {
        var lines = File.ReadLines(kubeConfig).Where(line => !line.Contains("client-key-data:", StringComparison.Ordinal))
            .Select(line => line.IndexOf("client-certificate-data:", StringComparison.Ordinal) is >= 0 and var at ? $"{line[..at]}token: {token}" : line);
        var file = $"{kubeConfig}.{@namespace}.token";
        File.WriteAllLines(file, lines);
        return new Kubectl(version, file, @namespace);
    }

    private string[] Scope => ["--namespace", @namespace];
}
