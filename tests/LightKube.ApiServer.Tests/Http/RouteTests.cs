using System.Net.Http.Headers;
using System.Text;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Http;

/// <summary>Authorization goes by the path, so that a path must mean to the handlers what it means to the authorizer.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class RouteTests
{
    private const string Maps = "/api/v1/namespaces/shop/configmaps";
    private RunningApiServer _server = null!;
    private HttpClient _admin = null!;
    private HttpClient _owner = null!;
    private HttpClient _reader = null!;

    /// <summary>Admin may do all; owner may do all in the namespace shop; reader may read pods and their connections, and do anything with the ConfigMap mine in shop.</summary>
    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await RunningApiServer.StartAsync(new RecordedLogs());
        (_admin, _owner, _reader) = (_server.NewHttpClient(), _server.NewHttpClient("CN=owner"), _server.NewHttpClient("CN=reader"));
        await MakeAsync("/api/v1/namespaces", """{"metadata":{"name":"shop"}}""");
        await MakeAsync("/api/v1/namespaces", """{"metadata":{"name":"other"}}""");
        await MakeAsync(Maps, """{"metadata":{"name":"mine"}}""");
        await MakeAsync(Maps, """{"metadata":{"name":"yours"}}""");
        await MakeAsync("/api/v1/namespaces/shop/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await MakeAsync("/api/v1/namespaces/shop/pods", """{"metadata":{"name":"web"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await GrantAsync("roles", "Role", "owner", """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""");
        await GrantAsync("roles", "Role", "reader", """{"apiGroups":[""],"resources":["configmaps"],"verbs":["*"],"resourceNames":["mine"]}""");
        await GrantAsync("clusterroles", "ClusterRole", "reader", """{"apiGroups":["*"],"resources":["pods","pods/exec","pods/attach","pods/portforward"],"verbs":["get","list","watch"]}""");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _admin.Dispose();
        _owner.Dispose();
        _reader.Dispose();
        await _server.DisposeAsync();
    }

    [TestCase("GET", "/api/v1/namespaces/shop/namespaces/other", 404)]
    [TestCase("DELETE", "/api/v1/namespaces/shop/namespaces/other", 404)]
    [TestCase("GET", "/api/v1/namespaces/shop/nodes", 404)]
    [TestCase("GET", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/clusterroles", 404)]
    [TestCase("POST", "/apis/authentication.k8s.io/v1/namespaces/shop/tokenreviews", 404)]
    [TestCase("POST", "/apis/authorization.k8s.io/v1/namespaces/shop/subjectaccessreviews", 404)]
    [TestCase("GET", Maps, 200)]
    public async Task A_right_in_a_namespace_is_none_outside_of_it(string method, string path, int status) =>
        Assert.That(await AskAsync(_owner, method, path), Is.EqualTo(status));

    [TestCase("GET", Maps + "/mine", 200)]
    [TestCase("GET", Maps + "?fieldSelector=metadata.name=mine", 200)]
    [TestCase("GET", Maps + "?fieldSelector=metadata.name!=none", 403)]
    [TestCase("GET", "/api/v1/watch/namespaces/shop/configmaps/mine?timeoutSeconds=1", 200)]
    [TestCase("GET", "/api/v1/watch/namespaces/shop/configmaps/mine?timeoutSeconds=1&fieldSelector=metadata.name=mine", 200)]
    [TestCase("GET", "/api/v1/watch/namespaces/shop/configmaps/mine?timeoutSeconds=1&fieldSelector=metadata.name=yours", 400)]
    [TestCase("GET", "/api/v1/watch/namespaces/shop/configmaps/mine?timeoutSeconds=1&fieldSelector=metadata.name!=none", 400)]
    [TestCase("POST", Maps + "?fieldSelector=metadata.name=mine", 403)]
    [TestCase("POST", Maps + "/mine", 405)]
    [TestCase("DELETE", Maps + "?fieldSelector=metadata.name=mine", 403)]
    public async Task A_right_to_one_object_is_none_to_another(string method, string path, int status) =>
        Assert.That(await AskAsync(_reader, method, path), Is.EqualTo(status));

    [TestCase("GET", "/api/v1/namespaces/shop/pods/web", false, 200)]
    [TestCase("GET", "/api/v1/namespaces/shop/pods/web/exec?command=sh", true, 403)]
    [TestCase("GET", "/api/v1/namespaces/shop/pods/web/portforward?ports=1", true, 403)]
    [TestCase("POST", "/api/v1/namespaces/shop/pods/web/attach", true, 403)]
    [TestCase("GET", "/api/v1/watch/namespaces/shop/pods/web/exec?command=sh", true, 404)]
    public async Task Who_may_read_pods_may_not_run_commands_in_them(string method, string path, bool upgrades, int status) =>
        Assert.That(await AskAsync(_reader, method, path, upgrades), Is.EqualTo(status));

    [TestCase("DELETE", "/api/v1/configmaps", 405)]
    [TestCase("POST", "/api/v1/configmaps", 405)]
    [TestCase("GET", "/api/v1/configmaps/mine", 404)]
    [TestCase("PUT", "/api/v1/configmaps/new", 404)]
    [TestCase("PUT", Maps, 405)]
    [TestCase("PATCH", Maps, 405)]
    [TestCase("POST", "/api/v1/watch/namespaces/shop/configmaps", 405)]
    [TestCase("DELETE", "/api/v1/watch/namespaces/shop/configmaps/mine", 405)]
    [TestCase("GET", "/api/v1/watch/configmaps/mine", 404)]
    [TestCase("PUT", "/api/v1/namespaces/shop/pods/web/exec", 405)]
    [TestCase("DELETE", "/api/v1/namespaces/shop/pods/web/exec", 405)]
    [TestCase("GET", "/api/v1/namespaces/shop/pods/web/status/more", 404)]
    [TestCase("GET", "/api/v1/namespaces/shop/pods/web/nothing", 404)]
    [TestCase("POST", "/apis/authentication.k8s.io/v1/tokenreviews/name", 404)]
    [TestCase("GET", "/apis/authentication.k8s.io/v1/tokenreviews", 405)]
    public async Task What_is_no_path_of_the_API_is_refused(string method, string path, int status) =>
        Assert.That(await AskAsync(_admin, method, path), Is.EqualTo(status));

    private static async Task<int> AskAsync(HttpClient client, string method, string path, bool upgrades = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
        {
            request.Content = Json("""{"metadata":{"name":"another"}}""");
        }
        else if (method == "PATCH")
        {
            request.Content = Json("{}");
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/merge-patch+json");
        }

        if (upgrades)
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    private async Task GrantAsync(string resource, string kind, string user, string rule)
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/";
        var place = kind == "Role" ? Rbac + "namespaces/shop/" : Rbac;
        var binding = kind == "Role" ? "rolebindings" : "clusterrolebindings";
        await MakeAsync(place + resource, $$"""{"metadata":{"name":"{{user}}"},"rules":[{{rule}}]}""");
        await MakeAsync(
            place + binding,
            $$"""{"metadata":{"name":"{{user}}"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{user}}"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{kind}}","name":"{{user}}"} }""");
    }

    private async Task MakeAsync(string path, string body)
    {
        using var answer = await _admin.PostAsync(path, Json(body));
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
