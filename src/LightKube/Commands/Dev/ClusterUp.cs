using LightKube.Client.Http;
using LightKube.Foundation.Bundle;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.Commands.Dev;

/// <summary>The steps that lead from nothing, or from what is left of a cluster, to one that is ready.</summary>
internal sealed class ClusterUp(ClusterDirectory cluster, ClusterRecord record, Progress progress, TimeProvider time)
{
    // On a busy machine, with a slow disk.
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(2);

    private readonly DevNode _node = new(cluster, record, record.Nodes[0]);

    internal async Task RunAsync(string? kubeConfigFile, bool withSample, CancellationToken cancel)
    {
        Console.WriteLine($"Cluster '{cluster.Name}'");
        var bundle = await progress.StepAsync("unpacking the container runtime", () => Task.FromResult(_node.UnpackBundle(cancel)));
        await StartNamespacesAsync(bundle);
        await StartServerAsync(cancel);
        WriteKubeConfig(kubeConfigFile);

        var sample = new Sample(_node, bundle, time);
        using var api = OpenApi();
        await progress.StepAsync("waiting for the node to be ready", () => WaitForNodeAsync(api, cancel));
        if (withSample)
            await RunSampleAsync(sample, api, cancel);
        WhatNext(kubeConfigFile, withSample);
    }

    private async Task StartNamespacesAsync(UnpackedBundle bundle)
    {
        var lan = new Lan(cluster, record);
        if (lan.Holder is null && _node.Holder is { } orphan)
            throw new CommandFailedException($"The network of cluster '{cluster.Name}' has gone, and process {orphan.Pid} is left. Run 'lightkube dev down --name {cluster.Name}', then 'up' again.");
        if (lan.Holder is null)
            await progress.StepAsync("making the network segment", () => lan.StartAsync(bundle, time));
        if (_node.Holder is not null)
            return;
        await progress.StepAsync($"making {_node.Name} ({_node.Address})", async () =>
        {
            await _node.StartAsync(bundle, time);
            lan.Attach(_node);
        });
    }

    private async Task StartServerAsync(CancellationToken cancel)
    {
        if (_node.Server is null)
            await progress.StepAsync("starting the server", () => DevServer.StartAsync(_node, record.ApiPort, time));
        await progress.StepAsync("waiting for the API", () => WaitForApiAsync(cancel));
    }

    private Task WaitForApiAsync(CancellationToken cancel) => Eventually.TrueAsync(async () =>
    {
        if (_node.Server is null)
            throw new CommandFailedException($"The server ended. {NamespaceHolder.LastLines(_node.ServerLogFile)}");
        if (!File.Exists(_node.KubeConfigFile))
            return "the server has not written its kubeconfig";
        using var api = OpenApi();
        return await api.NotReadyBecauseAsync(cancel);
    }, ReadyWithin, $"The API is not ready. See {_node.ServerLogFile}", time, cancel);

    private Task WaitForNodeAsync(ApiConnection api, CancellationToken cancel) => Eventually.TrueAsync(async () =>
    {
        if (await api.GetAsync($"/api/v1/nodes/{_node.Name}", cancel) is not { } node)
            return $"node {_node.Name} has not registered";
        return Conditions.IsTrue(node, "Ready") ? null : Conditions.MessageOf(node, "Ready");
    }, ReadyWithin, $"The node is not ready. See {_node.ServerLogFile}", time, cancel);

    private async Task RunSampleAsync(Sample sample, ApiConnection api, CancellationToken cancel)
    {
        await progress.StepAsync("importing the sample's image", () => sample.ImportImage());
        await progress.StepAsync("deploying manifests/samples/hello.yaml", () => sample.DeployAsync(api, cancel));
        var answer = await progress.StepAsync("asking it by its name, from another pod", () => sample.AskAsync(api, cancel));
        Console.WriteLine($"\n  http://hello.default.svc.cluster.local says: {answer}");
    }

    private ApiConnection OpenApi() => new(Kubeconfig.ConfigOf(AdminKubeconfig()));

    private void WriteKubeConfig(string? file)
    {
        var config = AdminKubeconfig();
        config.Write(cluster.KubeConfigFile);
        if (file is not null)
            config.Write(file);
    }

    /// <summary>The administrator's kubeconfig that the server has written, for use on the machine.</summary>
    private KubeconfigFile AdminKubeconfig() => KubeconfigFile.Read(_node.KubeConfigFile).At($"https://127.0.0.1:{record.ApiPort}");

    private void WhatNext(string? kubeConfigFile, bool withSample)
    {
        var name = cluster.Name == "dev" ? "" : $" --name {cluster.Name}";
        Console.WriteLine($"""

            Ready. It stays until 'lightkube dev down{name}'. What to type next:

              export KUBECONFIG={kubeConfigFile ?? cluster.KubeConfigFile}
              kubectl get nodes,pods -o wide
              {(withSample ? "kubectl scale deployment hello --replicas 5" : "kubectl create namespace try")}
              lightkube dev exec{name} -- sh      # a shell on the node
            """);
    }
}
