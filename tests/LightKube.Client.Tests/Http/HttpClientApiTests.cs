using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client.Http;
using LightKube.Testing.Builders;
using Microsoft.AspNetCore.Http;

namespace LightKube.Client.Tests.Http;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HttpClientApiTests : IAsyncDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly ObjectKey Key = new("default", "a");

    private ScriptedServer _server = null!;
    private HttpClientApi _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _client = new HttpClientApi(new ClientConfig { Server = _server.Address, Token = "secret" }, TimeProvider.System, () => 0);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private string LastRequest => _server.Requests.Last().Request;

    private void AnswerWith(string body, int code = 200) => _server.Answer = context =>
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(body);
    };

    [Test]
    public async Task Paths_are_those_of_the_api()
    {
        await _client.GetAsync<Pod>(Key, Never);
        var pod = LastRequest;
        await _client.GetAsync<Node>(new ObjectKey("", "n1"), Never);
        var node = LastRequest;
        await _client.UpdateStatusAsync(A.Deployment("web", 1).In("shop"), Never);
        var status = LastRequest;
        await _client.CreateAsync(A.Deployment("web", 1).In("shop"), Never);

        Assert.That(pod, Is.EqualTo("GET /api/v1/namespaces/default/pods/a"));
        Assert.That(node, Is.EqualTo("GET /api/v1/nodes/n1"));
        Assert.That(status, Is.EqualTo("PUT /apis/apps/v1/namespaces/shop/deployments/web/status"));
        Assert.That(LastRequest, Is.EqualTo("POST /apis/apps/v1/namespaces/shop/deployments"));
    }

    [Test]
    public async Task Lists_send_their_selectors_and_fill_in_the_kind_of_their_items()
    {
        AnswerWith("""{"kind":"PodList","metadata":{"resourceVersion":"7","continue":"next"},"items":[{"metadata":{"name":"a","namespace":"default"}}]}""");

        var list = await _client.ListAsync(
            Pod.Schema, new ListQuery { LabelSelector = "app=web", FieldSelector = "spec.nodeName=n1", Limit = 5, ResourceVersion = "0" }, Never);

        Assert.That(LastRequest, Is.EqualTo("GET /api/v1/pods?labelSelector=app%3Dweb&fieldSelector=spec.nodeName%3Dn1&resourceVersion=0&limit=5"));
        Assert.That((list.ResourceVersion, list.Continue), Is.EqualTo(("7", "next")));
        var pod = list.Items.Single().As<Pod>();
        Assert.That((pod.ApiVersion, pod.Kind, pod.Name), Is.EqualTo(("v1", "Pod", "a")));
        Assert.That(list.Items.Single().IsFrozen, Is.True);
    }

    [Test]
    public async Task Patches_go_with_their_media_type_and_owner()
    {
        await _client.PatchAsync<Pod>(Key, new Patch(PatchType.Apply, new DocMap()) { FieldManager = "me", Force = true }, Never);

        var (request, type, _) = _server.Requests.Single();
        Assert.That((request, type), Is.EqualTo(("PATCH /api/v1/namespaces/default/pods/a?fieldManager=me&force=true", "application/apply-patch+yaml")));
    }

    [Test]
    public async Task Deletions_send_their_preconditions()
    {
        await _client.DeleteAsync<Pod>(Key, Never, new DeleteQuery { Uid = "u", GracePeriodSeconds = 0, PropagationPolicy = "Foreground" });

        Assert.That(_server.Requests.Single().Body, Is.EqualTo(
            """{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0,"propagationPolicy":"Foreground","preconditions":{"uid":"u"}}"""));
    }

    [Test]
    public async Task A_status_becomes_the_exception_that_it_was_in_the_server()
    {
        AnswerWith(ApiException.Outdated(Pod.Schema, "a").ToStatus().ToString(), 409);

        var error = Assert.ThrowsAsync<ApiException>(() => _client.UpdateAsync(A.Pod("a").In("default"), Never))!;

        Assert.That((error.Code, error.IsConflict, error.Name, error.Kind), Is.EqualTo((409, true, "a", "pods")));
        await Task.CompletedTask;
    }

    [Test]
    public void An_answer_that_is_no_status_still_tells_its_code()
    {
        AnswerWith("<html>bad gateway</html>", 502);

        Assert.That(Assert.ThrowsAsync<ApiException>(() => _client.GetAsync<Pod>(Key, Never))!.Code, Is.EqualTo(502));
    }

    [Test]
    public async Task A_server_that_cannot_be_reached_is_unavailable()
    {
        await _server.DisposeAsync();

        var error = Assert.ThrowsAsync<ApiException>(() => _client.GetAsync<Pod>(Key, Never))!;

        Assert.That((error.Code, error.Message), Is.EqualTo((503, error.Message)));
        Assert.That(error.Message, Does.Contain("cannot reach the API server"));
    }

    [Test]
    public async Task A_watch_yields_each_line_as_it_comes_and_ends_with_the_server()
    {
        var seen = new TaskCompletionSource();
        _server.Answer = async context =>
        {
            await WriteAsync(context, """{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","resourceVersion":"8"}}}""" + "\n{\"type\":\"BOOK");
            await seen.Task;
            await WriteAsync(context, """MARK","object":{"metadata":{"resourceVersion":"9"}}}""" + "\n");
        };
        var changes = new List<string>();

        await foreach (var change in _client.WatchAsync(Pod.Schema, new ListQuery { ResourceVersion = "7" }, Never))
        {
            changes.Add($"{change.Type} {change.Object.ResourceVersion}");
            seen.TrySetResult();
        }

        Assert.That(changes, Is.EqualTo(new[] { "Added 8", "Bookmark 9" }));
        Assert.That(LastRequest, Is.EqualTo("GET /api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=300"));
    }

    [Test]
    public void An_error_event_is_the_error_that_it_tells_of()
    {
        AnswerWith("{\"type\":\"ERROR\",\"object\":" + ApiException.Expired("too old resource version").ToStatus() + "}\n");

        var error = Assert.ThrowsAsync<ApiException>(async () =>
        {
            await foreach (var _ in _client.WatchAsync(Pod.Schema, new ListQuery { ResourceVersion = "1" }, Never))
            {
            }
        })!;

        Assert.That(error.IsGone, Is.True);
    }

    [Test]
    public async Task The_token_goes_with_every_request()
    {
        var header = "";
        _server.Answer = context =>
        {
            header = context.Request.Headers.Authorization.ToString();
            return context.Response.WriteAsync("{}");
        };

        await _client.GetAsync<Pod>(Key, Never);

        Assert.That(header, Is.EqualTo("Bearer secret"));
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }
}
