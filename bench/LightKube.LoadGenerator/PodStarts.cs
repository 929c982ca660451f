using System.Diagnostics;
using System.Globalization;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Json;

namespace LightKube.LoadGenerator;

/// <summary>Real pods: the time from the creation's answer to Ready, one at a time and many at once.</summary>
internal sealed class PodStarts(ApiConnection api, LoadOptions options)
{
    private const int Singles = 10;
    private const int Many = 50;
    private const int Resting = 55;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private const string Pods = "/api/v1/namespaces/default/pods";

    public async Task RunAsync()
    {
        var single = new List<double>();
        for (var i = 0; i < Singles; i++)
        {
            single.Add(await StartAsync([$"start-{i}"]));
        }

        single.Sort();
        Phase.Print($$"""{"phase":"one-pod-ready","n":{{Singles}},"p50_ms":{{Phase.Quantile([.. single], .5):0}},"max_ms":{{single[^1]:0}}}""");
        var many = await StartAsync([.. Enumerable.Range(0, Many).Select(i => $"many-{i}")]);
        Phase.Print($$"""{"phase":"many-pods-ready","n":{{Many}},"ms":{{many:0}}}""");
    }

    /// <summary>Starts the pods that an idle node is measured with, and leaves them there.</summary>
    public async Task FillAsync()
    {
        string[] names = [.. Enumerable.Range(0, Resting).Select(i => $"resting-{i}")];
        using var ending = new CancellationTokenSource(Patience);
        using var lines = await WatchAsync(ending.Token);
        await CreateAsync(lines, names, ending.Token);
    }

    private async Task<double> StartAsync(string[] names)
    {
        using var ending = new CancellationTokenSource(Patience);
        using var lines = await WatchAsync(ending.Token);
        var clock = Stopwatch.StartNew();
        await CreateAsync(lines, names, ending.Token);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        await Task.WhenAll(names.Select(name => api.CallAsync(HttpMethod.Delete, $"{Pods}/{name}?gracePeriodSeconds=1")));
        await WaitAsync(lines, names, (type, _) => type == "DELETED", ending.Token);
        return elapsed;
    }

    // The reader owns the answer's stream, and with it the answer.
    private async Task<StreamReader> WatchAsync(CancellationToken cancel)
    {
        var watch = await api.SendAsync(HttpMethod.Get, $"{Pods}?watch=true&labelSelector=bench%3Dstart", null, null, cancel);
        return new StreamReader(await watch.Content.ReadAsStreamAsync(cancel), Encoding.UTF8);
    }

    private async Task CreateAsync(StreamReader lines, string[] names, CancellationToken cancel)
    {
        await Task.WhenAll(names.Select(name => api.CallAsync(HttpMethod.Post, Pods, "application/json", Body(name))));
        await WaitAsync(lines, names, IsReady, cancel);
    }

    private static async Task WaitAsync(StreamReader lines, string[] names, Func<string, Pod, bool> arrived, CancellationToken cancel)
    {
        var missing = names.ToHashSet(StringComparer.Ordinal);
        while (missing.Count > 0)
        {
            var line = await lines.ReadLineAsync(cancel) ?? throw new IOException("the watch ended early");
            var change = JsonText.Parse(line).AsMap!;
            var pod = Pod.Over(change.GetMap("object")!);
            if (arrived(change.GetString("type")!, pod))
            {
                missing.Remove(pod.Name);
            }
        }
    }

    private static bool IsReady(string type, Pod pod) =>
        type == "MODIFIED" && pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    private byte[] Body(string name)
    {
        var pod = new Pod
        {
            Metadata = { Name = name, Labels = { ["bench"] = "start" } },
            Spec = { TerminationGracePeriodSeconds = 1, Containers = { new Container { Name = "main", Image = options.Image, ImagePullPolicy = "IfNotPresent" } } },
        };
        return JsonDocumentWriter.ToBytes(pod.Map);
    }
}
