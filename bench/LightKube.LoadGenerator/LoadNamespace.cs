using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LightKube.LoadGenerator;

/// <summary>A namespace with numbered pods that nothing starts.</summary>
internal sealed class LoadNamespace
{
    /// <summary>Pods on a node that does not exist, as the peers were measured with. The garbage collector of pods takes them after a minute.</summary>
    public const string Lost = "\"nodeName\":\"no-such-node\"";

    /// <summary>Pods that wait for a scheduler that does not exist: nobody touches them, however long it takes.</summary>
    public const string Waiting = "\"schedulerName\":\"nobody\"";

    private readonly ApiConnection _api;
    private readonly string _name;
    private readonly string _placement;

    private LoadNamespace(ApiConnection api, string name, string placement) => (_api, _name, _placement) = (api, name, placement);

    public string Pods => $"/api/v1/namespaces/{_name}/pods";

    public string Pod(int i) => $"{Pods}/p-{i:D6}";

    /// <param name="api">Where.</param>
    /// <param name="placement"><see cref="Lost"/> or <see cref="Waiting"/>.</param>
    public static async Task<LoadNamespace> CreateAsync(ApiConnection api, string placement)
    {
        var load = new LoadNamespace(api, $"load-{Environment.ProcessId}-{Stopwatch.GetTimestamp() % 100_000}", placement);
        await api.CallAsync(HttpMethod.Post, "/api/v1/namespaces", "application/json", Bytes(
            $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{load._name}}}"}}"""));
        await load.WaitForServiceAccountAsync();
        return load;
    }

    public Task<long> CreateAsync(int i) => _api.CallAsync(HttpMethod.Post, Pods, "application/json", Body(i));

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

    private byte[] Body(int i) => Bytes($$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p-{{{{i:D6}}}}","namespace":"{{{{_name}}}}","labels":{"app":"load","shard":"s{{{{i % 10}}}}"},"annotations":{"sent":"{{{{WatchFanOut.Now()}}}}"}},
        "spec":{{{{{_placement}}}},"terminationGracePeriodSeconds":0,"containers":[{"name":"main","image":"registry.example/app:v1","ports":[{"containerPort":8080}],
        "env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
        "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"memory":"32Mi"}},
        "readinessProbe":{"httpGet":{"path":"/","port":8080},"periodSeconds":5}}]}}
        """);

    private static byte[] Bytes(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture));
}
