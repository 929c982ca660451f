using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Hosting;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Client;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Admission.Webhooks;

/// <summary>A real API server and a webhook, whose answers the test makes out of the requests.</summary>
internal sealed class WebhookRig : IAsyncDisposable
{
    private readonly RecordedLogs _logs;

    private WebhookRig(RecordedLogs logs, RunningApiServer server, WebhookServer hook) => (_logs, Server, Hook) = (logs, server, hook);

    public RunningApiServer Server { get; }

    public WebhookServer Hook { get; }

    public IClient Client => Server.InProcess;

    /// <summary>The reviews' requests, in the order in which they came, without those for what the server keeps for itself.</summary>
    public IReadOnlyList<DocMap> Requests => [.. Hook.Calls.Select(call => call.Body.GetMap("request")!).Where(request => !IsOfServer(request))];

    /// <param name="answer">The fields of the response beside uid, as JSON, for a path and a request.</param>
    /// <param name="options">Changes the server's options; null leaves them.</param>
    public static async Task<WebhookRig> StartAsync(Func<string, DocMap, string> answer, Func<ApiServerOptions, ApiServerOptions>? options = null)
    {
        var logs = new RecordedLogs();
        var hook = await WebhookServer.StartAsync(logs, (call, http) =>
            http.Response.Body.WriteAsync(JsonDocumentWriter.ToBytes(Review(call.Body, answer(call.Path.Split('?')[0], call.Body.GetMap("request")!)))).AsTask());
        return new WebhookRig(logs, await RunningApiServer.StartAsync(logs, options), hook);
    }

    public Task<Document> CreateAsync(string json) => Client.CreateAsync(ObjectsInMemory.Parse(json), CancellationToken.None);

    /// <summary>Posts over HTTPS.</summary>
    /// <returns>The status and the Warning headers, one after the other.</returns>
    public async Task<(int Status, string Warnings)> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Server.Raw.PostAsync(new Uri(path, UriKind.Relative), body);
        return ((int)answer.StatusCode, answer.Headers.TryGetValues("Warning", out var values) ? string.Join(", ", values) : "");
    }

    /// <summary>Registers webhooks; <c>%client/PATH%</c> stands for the hook's clientConfig.</summary>
    public Task<Document> RegisterAsync(string kind, string name, string webhooks)
    {
        var at = webhooks;
        while (at.IndexOf("%client", StringComparison.Ordinal) is var start and >= 0)
        {
            var end = at.IndexOf('%', start + 1);
            var path = at[(start + "%client".Length)..end];
            at = at[..start] + $$"""{"url":"{{Hook.Url}}{{path}}","caBundle":"{{Hook.CaBundle}}"}""" + at[(end + 1)..];
        }

        return CreateAsync($$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{kind}}WebhookConfiguration","metadata":{"name":"{{name}}"},"webhooks":[{{at}}]}""");
    }

    /// <summary>A webhook for writes of ConfigMaps; what is given besides wins.</summary>
    public static string ForConfigMaps(string name, string path, string more = "") =>
        $$"""{"name":"{{name}}.example.com","clientConfig":%client{{path}}%,"sideEffects":"None","admissionReviewVersions":["v1"]{{(more.Contains("\"rules\"", StringComparison.Ordinal) ? "" : """,        "rules":[{"operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]""")}}{{(more.Length > 0 ? "," + more : "")}}}""";

    public static string Patch(string operations) =>
        $"\"allowed\":true,\"patchType\":\"JSONPatch\",\"patch\":\"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(operations))}\"";

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Hook.DisposeAsync();
        _logs.Dispose();
    }

    // Its Service, with the address of that, and whatever is in its namespace come whenever it gets to them.
    private static bool IsOfServer(DocMap request) =>
        request.GetString("name") == "kubernetes"
        || request.GetString("namespace") == "kube-system"
        || request.GetMap("resource")?.GetString("resource") == "ipaddresses";

    private static DocMap Review(DocMap asked, string fields)
    {
        var answer = JsonText.Parse("{" + fields + "}").AsMap!;
        answer.Set("uid", asked.GetMap("request")!["uid"]);
        var review = new DocMap();
        review.Set("kind", "AdmissionReview");
        review.Set("apiVersion", asked["apiVersion"]);
        review.Set("response", answer);
        return review;
    }
}
