using LightKube.Foundation.Bundle;

namespace LightKube.Commands.Dev;

/// <summary>
/// The sample that shows a new cluster at work: three web servers behind a Service, asked by name from a pod that does nothing else.
/// It goes through the API as any client would; no kubectl is needed on the machine.
/// </summary>
internal sealed class Sample(DevNode node, UnpackedBundle bundle, TimeProvider time)
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Visitor = "hello-visitor";

    // On a busy machine, with a slow disk.
    private static readonly TimeSpan DoneWithin = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, string> Paths = new()
    {
        ["ConfigMap"] = "/api/v1/namespaces/default/configmaps",
        ["Service"] = "/api/v1/namespaces/default/services",
        ["Deployment"] = "/apis/apps/v1/namespaces/default/deployments",
    };

    private const string VisitorYaml = $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {Visitor}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 0
          containers:
            - name: visitor
              image: lightkube.local/hello:1
              command: [sh, -c, "until timeout 2 wget -q -O - http://hello.default.svc.cluster.local; do sleep 0.2; done"]
        """;

    /// <summary>Puts the sample's image into the node's container runtime, since there is no registry to pull it from.</summary>
    internal void ImportImage() =>
        ContainerImages.Import(node, bundle, Path.Combine(bundle.SamplesDirectory, "hello.tar"));

    /// <summary>Creates what hello.yaml holds, and waits until it is available.</summary>
    internal async Task DeployAsync(ApiConnection api, CancellationToken cancel)
    {
        foreach (var document in File.ReadAllText(Path.Combine(bundle.SamplesDirectory, "hello.yaml")).Split("\n---\n"))
        {
            var kind = document.Split('\n').First(line => line.StartsWith("kind: ", StringComparison.Ordinal))["kind: ".Length..];
            await api.CreateAsync(Paths[kind], document, cancel);
        }
        await Eventually.TrueAsync(async () =>
        {
            var deployment = await api.GetAsync($"{Paths["Deployment"]}/hello", cancel);
            return deployment is { } found && Conditions.IsTrue(found, "Available") ? null : "the Deployment 'hello' is not available";
        }, DoneWithin, "The sample does not run", time, cancel);
    }

    /// <summary>Runs a pod that asks the Service by its DNS name, and returns what it was told.</summary>
    internal async Task<string> AskAsync(ApiConnection api, CancellationToken cancel)
    {
        await RemoveVisitorAsync(api, cancel);
        await api.CreateAsync(Pods, VisitorYaml, cancel);
        await Eventually.TrueAsync(async () => await PhaseAsync(api, cancel) is var phase && phase == "Succeeded" ? null : $"pod '{Visitor}' is {phase}",
            DoneWithin, "The Service does not answer by its name", time, cancel);
        var answer = await api.GetTextAsync($"{Pods}/{Visitor}/log", cancel);
        await RemoveVisitorAsync(api, cancel);
        return answer.Trim();
    }

    private static async Task<string> PhaseAsync(ApiConnection api, CancellationToken cancel) =>
        await api.GetAsync($"{Pods}/{Visitor}", cancel) is { } pod && pod.TryGetProperty("status", out var status)
            && status.TryGetProperty("phase", out var phase) ? phase.GetString()! : "unknown";

    private async Task RemoveVisitorAsync(ApiConnection api, CancellationToken cancel)
    {
        await api.DeleteAsync($"{Pods}/{Visitor}", cancel);
        await Eventually.TrueAsync(async () => await api.GetAsync($"{Pods}/{Visitor}", cancel) is null ? null : $"pod '{Visitor}' is still there",
            DoneWithin, "The visitor of an earlier run does not go", time, cancel);
    }
}
