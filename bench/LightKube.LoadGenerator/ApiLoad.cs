using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LightKube.LoadGenerator;

/// <summary>The API phases: the same work, in the same order, for any Kubernetes API server.</summary>
internal sealed class ApiLoad(ApiConnection api, LoadOptions options)
{
    private readonly string _namespace = $"load-{Environment.ProcessId}";

    public async Task RunAsync()
    {
        await api.CallAsync(HttpMethod.Post, "/api/v1/namespaces", "application/json", Bytes(
            $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{_namespace}}}"}}"""));
        await WaitForServiceAccountAsync();
        var pods = $"/api/v1/namespaces/{_namespace}/pods";
        var n = options.Objects;
        string Pod(int i) => $"{pods}/p-{i:D6}";
        await Phase.RunAsync("create", n, options.Workers, i => api.CallAsync(HttpMethod.Post, pods, "application/json", Body(_namespace, i)));
        await Phase.RunAsync("get", n * 2, options.Workers, i => api.CallAsync(HttpMethod.Get, Pod(i % n)));
        await Phase.RunAsync("list-all", 20, 2, _ => api.CallAsync(HttpMethod.Get, pods + "?resourceVersion=0"));
        await Phase.RunAsync("list-consistent", 20, 2, _ => api.CallAsync(HttpMethod.Get, pods));
        await Phase.RunAsync("list-selector", 100, 4, i => api.CallAsync(HttpMethod.Get, $"{pods}?resourceVersion=0&labelSelector=shard%3Ds{i % 10}"));
        await Phase.RunAsync("merge-patch", n, options.Workers, i => api.CallAsync(
            HttpMethod.Patch, Pod(i), "application/merge-patch+json", Bytes($$$$"""{"metadata":{"annotations":{"touched":"{{{{i}}}}"}}}""")));
        await Phase.RunAsync("apply-patch", n / 2, options.Workers, i => api.CallAsync(
            HttpMethod.Patch, Pod(i) + "?fieldManager=load&force=true", "application/apply-patch+yaml",
            Bytes($$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p-{{{{i:D6}}}}","labels":{"applied":"v{{{{i}}}}"}}}""")));
        await new WatchFanOut(api, options, pods).RunAsync();
        await Phase.RunAsync("delete", n, options.Workers, i => api.CallAsync(HttpMethod.Delete, Pod(i) + "?gracePeriodSeconds=0"));
        await api.CallAsync(HttpMethod.Delete, $"/api/v1/namespaces/{_namespace}");
    }

    // A pod needs the namespace's default service account.
    private async Task WaitForServiceAccountAsync()
    {
        var deadline = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await api.CallAsync(HttpMethod.Get, $"/api/v1/namespaces/{_namespace}/serviceaccounts/default");
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(deadline) < TimeSpan.FromSeconds(10))
            {
                await Task.Delay(50);
            }
        }
    }

    private static byte[] Body(string ns, int i) => Bytes($$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p-{{{{i:D6}}}}","namespace":"{{{{ns}}}}","labels":{"app":"load","shard":"s{{{{i % 10}}}}"},"annotations":{"sent":"{{{{WatchFanOut.Now()}}}}"}},
        "spec":{"nodeName":"no-such-node","terminationGracePeriodSeconds":0,"containers":[{"name":"main","image":"registry.example/app:v1","ports":[{"containerPort":8080}],
        "env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
        "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"memory":"32Mi"}},
        "readinessProbe":{"httpGet":{"path":"/","port":8080},"periodSeconds":5}}]}}
        """);

    private static byte[] Bytes(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture));
}
