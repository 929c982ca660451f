using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary><c>/stats/summary</c>: CPU and memory of the node and of each container.</summary>
internal sealed class StatsEndpoint(PodManager pods, IContainerRuntime runtime, KubeletOptions options, TimeProvider time) : INodeEndpoint
{
    public string Area => "stats";

    public async Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel)
    {
        if (path is not ["summary"])
            throw new NodeApiException(StatusCodes.Status404NotFound, "404 page not found");
        var summary = new DocMap();
        summary.Set("node", NodeStats());
        var list = summary.GetOrAddList("pods");
        var stats = await runtime.ListContainerStatsAsync(cancel);
        foreach (var group in stats.GroupBy(container => container.Attributes.Labels.TryGetValue(RuntimeIdentity.PodUid, out var uid) ? uid : ""))
        {
            if (pods.Pods.FirstOrDefault(pod => pod.Metadata.Uid == group.Key) is { } pod)
                list.Add(PodStats(pod, [.. group]));
        }
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonDocumentWriter.ToBytes(summary), cancel);
    }

    private DocMap NodeStats()
    {
        var now = ViewScalars.FormatTime(time.GetUtcNow());
        var node = new DocMap();
        node.Set("nodeName", options.NodeName);
        var memory = node.GetOrAddMap("memory");
        var total = Node.MachineInfo.TotalMemory(File.ReadLines("/proc/meminfo"));
        var available = Node.MachineInfo.AvailableMemory(File.ReadLines("/proc/meminfo"));
        memory.Set("time", now);
        memory.Set("availableBytes", available);
        memory.Set("usageBytes", total - available);
        memory.Set("workingSetBytes", total - available);
        var cpu = node.GetOrAddMap("cpu");
        cpu.Set("time", now);
        cpu.Set("usageCoreNanoSeconds", Node.CpuTime.BusyNanoseconds(File.ReadLines("/proc/stat")));
        return node;
    }

    private static DocMap PodStats(Api.Core.V1.Pod pod, IReadOnlyList<Cri.ContainerStats> containers)
    {
        var stats = new DocMap();
        var reference = stats.GetOrAddMap("podRef");
        reference.Set("name", pod.Name);
        reference.Set("namespace", pod.Namespace);
        reference.Set("uid", pod.Metadata.Uid);
        var list = stats.GetOrAddList("containers");
        foreach (var container in containers)
            list.Add(ContainerStats(container));
        return stats;
    }

    private static DocMap ContainerStats(Cri.ContainerStats container)
    {
        var stats = new DocMap();
        stats.Set("name", container.Attributes.Metadata.Name);
        if (container.Cpu is { } cpu)
        {
            var map = stats.GetOrAddMap("cpu");
            map.Set("time", Time(cpu.Timestamp));
            map.Set("usageCoreNanoSeconds", (long)(cpu.UsageCoreNanoSeconds?.Value ?? 0));
            if (cpu.UsageNanoCores is { } nano)
                map.Set("usageNanoCores", (long)nano.Value);
        }
        if (container.Memory is { } memory)
        {
            var map = stats.GetOrAddMap("memory");
            map.Set("time", Time(memory.Timestamp));
            map.Set("workingSetBytes", (long)(memory.WorkingSetBytes?.Value ?? 0));
            if (memory.UsageBytes is { } usage)
                map.Set("usageBytes", (long)usage.Value);
            if (memory.RssBytes is { } rss)
                map.Set("rssBytes", (long)rss.Value);
        }
        if (container.WritableLayer is { UsedBytes: { } used })
            stats.GetOrAddMap("rootfs").Set("usedBytes", (long)used.Value);
        return stats;
    }

    private static string Time(long unixNanoseconds) =>
        ViewScalars.FormatTime(DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / TimeSpan.NanosecondsPerTick));
}
