using System.Globalization;
using System.Net;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Tests.Wire;

/// <summary>resourceVersion, resourceVersionMatch, limit, continue and sendInitialEvents in all combinations, by the table in Kubernetes' documentation.</summary>
internal sealed class ListOptionTests
{
    private const string Path = "/api/v1/namespaces/default/configmaps";

    private WireRig _rig = null!;
    private long _before;
    private long _after;

    // Two objects at the first version noted, three at the second.
    [SetUp]
    public async Task StartAsync()
    {
        _rig = await WireRig.StartAsync();
        await _rig.SendAsync(HttpMethod.Post, "/api/v1/namespaces", WireRig.Json, JsonText.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}}""").AsMap);
        await CreateAsync("a");
        _before = await CreateAsync("b");
        _after = await CreateAsync("c");
    }

    [TearDown]
    public ValueTask StopAsync() => _rig.DisposeAsync();

    [TestCase("", ExpectedResult = "a b c")]
    [TestCase("resourceVersion=0", ExpectedResult = "a b c")]
    [TestCase("resourceVersion=BEFORE", ExpectedResult = "a b c", Description = "not older than")]
    [TestCase("resourceVersion=BEFORE&resourceVersionMatch=NotOlderThan", ExpectedResult = "a b c")]
    [TestCase("resourceVersion=0&resourceVersionMatch=NotOlderThan", ExpectedResult = "a b c")]
    [TestCase("resourceVersion=BEFORE&resourceVersionMatch=Exact", ExpectedResult = "a b")]
    [TestCase("resourceVersion=AFTER&resourceVersionMatch=Exact", ExpectedResult = "a b c")]
    [TestCase("limit=2", ExpectedResult = "a b +1")]
    [TestCase("limit=2&resourceVersion=0", ExpectedResult = "a b +1")]
    [TestCase("limit=1&resourceVersion=BEFORE", ExpectedResult = "a +1", Description = "exact")]
    [TestCase("limit=1&resourceVersion=BEFORE&resourceVersionMatch=Exact", ExpectedResult = "a +1")]
    [TestCase("limit=1&resourceVersion=BEFORE&resourceVersionMatch=NotOlderThan", ExpectedResult = "a +2")]
    [TestCase("resourceVersion=9999999", ExpectedResult = "504 Timeout: Timeout: Too large resource version: 9999999, current: AFTER")]
    [TestCase("resourceVersion=9999999&resourceVersionMatch=Exact", ExpectedResult = "504 Timeout: Timeout: Too large resource version: 9999999, current: AFTER")]
    [TestCase("resourceVersion=new", ExpectedResult =
        "400 BadRequest: invalid resource version: resourceVersion: Invalid value: \"new\": it must be a number that a list or an object carried")]
    [TestCase("resourceVersionMatch=Exact", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [TestCase("resourceVersionMatch=NotOlderThan&limit=1", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [TestCase("resourceVersion=0&resourceVersionMatch=Exact", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [TestCase("resourceVersion=1&resourceVersionMatch=Newest", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Newest\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [TestCase("sendInitialEvents=true", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [TestCase("continue=nonsense", ExpectedResult = "400 BadRequest: continue key is not valid: it must be the token of the page before, unchanged")]
    public Task<string> Lists(string query) => ListAsync(query);

    [TestCase("", ExpectedResult = "c")]
    [TestCase("&resourceVersion=0", ExpectedResult = "c")]
    [TestCase("&resourceVersion=BEFORE", ExpectedResult = "400 BadRequest: specifying resource version is not allowed when using continue")]
    [TestCase("&resourceVersion=BEFORE&resourceVersionMatch=Exact", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    public async Task<string> Continued_lists(string query)
    {
        var (_, page) = await _rig.CallAsync(HttpMethod.Get, $"{Path}?limit=2", WireRig.Json);
        await CreateAsync("d");

        return await ListAsync($"limit=2&continue={page.GetMap("metadata")!.GetString("continue")}{query}");
    }

    [Test]
    public async Task A_continue_token_ends_with_the_history_and_comes_with_another_for_the_rest()
    {
        var (_, page) = await _rig.CallAsync(HttpMethod.Get, $"{Path}?limit=1", WireRig.Json);
        await _rig.SendAsync(HttpMethod.Delete, $"{Path}/b", WireRig.Json);
        await _rig.Server.Store.CompactAsync(await CreateAsync("d"));

        var (status, gone) = await _rig.CallAsync(HttpMethod.Get, $"{Path}?limit=1&continue={page.GetMap("metadata")!.GetString("continue")}", WireRig.Protobuf);
        Assert.That((status, gone.GetString("reason")), Is.EqualTo((HttpStatusCode.Gone, "Expired")));
        Assert.That(gone.GetString("message"), Does.StartWith("The provided continue parameter is too old to display a consistent list result."));

        var token = gone.GetMap("metadata")!.GetString("continue");
        Assert.That(await ListAsync($"limit=1&continue={token}"), Is.EqualTo("c +1"));
        Assert.That(await ListAsync($"continue={token}"), Is.EqualTo("c d"));
    }

    [Test]
    public async Task An_exact_version_ends_with_the_history()
    {
        await _rig.Server.Store.CompactAsync(await CreateAsync("d"));

        Assert.That(await ListAsync("resourceVersion=BEFORE&resourceVersionMatch=Exact"), Is.EqualTo("410 Expired: The resourceVersion for the provided list is too old."));
    }

    [TestCase("", ExpectedResult = "ADDED a, ADDED b, ADDED c, ADDED new")]
    [TestCase("resourceVersion=0", ExpectedResult = "ADDED a, ADDED b, ADDED c, ADDED new")]
    [TestCase("resourceVersion=BEFORE", ExpectedResult = "ADDED c, ADDED new")]
    [TestCase("resourceVersion=AFTER", ExpectedResult = "ADDED new")]
    [TestCase("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", ExpectedResult = "ADDED a, ADDED b, ADDED c, BOOKMARK AFTER end, ADDED new")]
    [TestCase("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=0", ExpectedResult =
        "ADDED a, ADDED b, ADDED c, BOOKMARK AFTER end, ADDED new")]
    [TestCase("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=BEFORE", ExpectedResult =
        "ADDED a, ADDED b, ADDED c, BOOKMARK AFTER end, ADDED new")]
    [TestCase("sendInitialEvents=true&resourceVersionMatch=NotOlderThan", ExpectedResult = "ADDED a, ADDED b, ADDED c, ADDED new")]
    [TestCase("sendInitialEvents=false&resourceVersionMatch=NotOlderThan", ExpectedResult = "ADDED new")]
    [TestCase("sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0", ExpectedResult = "ADDED new")]
    [TestCase("sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=BEFORE", ExpectedResult = "ADDED c, ADDED new")]
    [TestCase("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=9999999", ExpectedResult = "ERROR 504 Timeout")]
    [TestCase("sendInitialEvents=true", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [TestCase("resourceVersionMatch=NotOlderThan", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    [TestCase("resourceVersionMatch=Exact&sendInitialEvents=false&resourceVersion=1", ExpectedResult =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, "
        + "resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    [TestCase("resourceVersion=new", ExpectedResult =
        "400 BadRequest: invalid resource version: resourceVersion: Invalid value: \"new\": it must be a number that a list or an object carried")]
    public async Task<string> Watches(string query)
    {
        using var watch = await _rig.WatchAsync($"{Path}?watch=true&{Versions(query)}", WireRig.Json);
        if (watch.Status != HttpStatusCode.OK)
        {
            return Told((watch.Status, await watch.ErrorAsync()));
        }

        await CreateAsync("new");
        var told = new List<string>();
        while (!told.Contains("ADDED new") && await watch.NextAsync() is { } e)
        {
            told.Add(Told(e.Type, e.Object));
        }

        return string.Join(", ", told);
    }

    [Test]
    public async Task A_watch_ends_at_its_time_with_a_bookmark_shortly_before()
    {
        using var watch = await _rig.WatchAsync($"{Path}?watch=true&resourceVersion={_after}&allowWatchBookmarks=true&timeoutSeconds=3", WireRig.Json);
        var last = await watch.NextAsync();

        Assert.That((last?.Type, last?.Object.GetMap("metadata")!.GetString("resourceVersion")), Is.EqualTo(("BOOKMARK", $"{_after}")));
        Assert.That(await watch.NextAsync(), Is.Null);
    }

    private async Task<long> CreateAsync(string name)
    {
        var (_, made) = await _rig.CallAsync(HttpMethod.Post, Path, WireRig.Json, JsonText.Parse(
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}""").AsMap);
        return long.Parse(made.GetMap("metadata")!.GetString("resourceVersion")!, CultureInfo.InvariantCulture);
    }

    private async Task<string> ListAsync(string query)
    {
        var (status, body) = await _rig.CallAsync(HttpMethod.Get, $"{Path}?{Versions(query)}", WireRig.Json);
        if (status != HttpStatusCode.OK)
        {
            return Told((status, body));
        }

        var names = body.GetList("items")!.Items.ToArray().Select(item => item.AsMap!.GetMap("metadata")!.GetString("name"));
        var more = body.GetMap("metadata")!["remainingItemCount"].AsInt is { } rest ? $" +{rest}" : "";
        return string.Join(" ", names) + more;
    }

    private string Versions(string query) => query.Replace("BEFORE", $"{_before}", StringComparison.Ordinal).Replace("AFTER", $"{_after}", StringComparison.Ordinal);

    private string Told((HttpStatusCode Status, DocMap Body) answer) =>
        $"{(int)answer.Status} {answer.Body.GetString("reason")}: {answer.Body.GetString("message")}".Replace($"current: {_after}", "current: AFTER", StringComparison.Ordinal);

    private string Told(string type, DocMap seen)
    {
        var metadata = seen.GetMap("metadata")!;
        return type switch
        {
            "ERROR" => $"ERROR {seen["code"]} {seen.GetString("reason")}",
            "BOOKMARK" => $"BOOKMARK {(metadata.GetString("resourceVersion") == $"{_after}" ? "AFTER" : "another")} {(metadata.GetMap("annotations")?.GetString("k8s.io/initial-events-end") == "true" ? "end" : "")}".TrimEnd(),
            _ => $"{type} {metadata.GetString("name")}",
        };
    }
}
