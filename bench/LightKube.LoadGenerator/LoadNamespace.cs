using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LightKube.LoadGenerator;

/// <summary>A namespace with numbered pods of a node that does not exist, so that nothing is started.</summary>
internal sealed class LoadNamespace
{
    private readonly ApiConnection _api;
    private readonly string _name;

    private LoadNamespace(ApiConnection api, string name) => (_api, _name) = (api, name);

    public string Pods => $"/api/v1/namespaces/{_name}/pods";

    public string Pod(int i) => $"{Pods}/p-{i:D6}";

    public static async Task<LoadNamespace> CreateAsync(ApiConnection api)
    {
        var load = new LoadNamespace(api, $"load-{Environment.ProcessId}-{Stopwatch.GetTimestamp() % 100_000}");
        await api.CallAsync(HttpMethod.Post, "/api/v1/namespaces", "application/json", Bytes(
            $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{load._name}}}"}}"""));
        await load.WaitForServiceAccountAsync();
        return load;
    }

    public Task<long> CreateAsync(int i) => _api.CallAsync(HttpMethod.Post, Pods, "application/json", Body(_name, i));

    public Task<long> PatchAsync(int i) => _api.CallAsync(
        HttpMethod.Patch, Pod(i), "application/merge-patch+json", Bytes($$$$"""{"metadata":{"annotations":{"touched":"{{{{i}}}}"}}}"""));

    public Task<long> ApplyAsync(int i) => _api.CallAsync(
        HttpMethod.Patch, Pod(i) + "?fieldManager=load&force=true", "application/apply-patch+yaml",
        Bytes($$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p-{{{{i:D6}}}}","labels":{"applied":"v{{{{i}}}}"}}}"""));

    public Task<long> DeleteAsync(int i) => _api.CallAsync(HttpMethod.Delete, Pod(i) + "?gracePeriodSeconds=0");

    public Task RemoveAsync() => _api.CallAsync(HttpMethod.Delete, $"/api/v1/namespaces/{_name}");

    // A pod needs the namespace's default service account.
    private async Task WaitForServiceAccountAsync()
    {
        var deadline = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await _api.CallAsync(HttpMethod.Get, $"/api/v1/namespaces/{_name}/serviceaccounts/default");
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
