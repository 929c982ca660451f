using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Http;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Http;

/// <summary>
/// What clients may ask of the server: for each bound the status of who exceeds it, and what the attempt costs. The costs
/// are those of server and client together, since both are in this process; they are printed, and bounded loosely.
/// </summary>
[NonParallelizable]
public sealed class LimitTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const int Mi = 1024 * 1024;

    // On a busy machine; docs/reference/limits.md has the times of an idle one.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private RunningApiServer _server = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await RunningApiServer.StartAsync(new RecordedLogs(), options => options with { RequestTimeout = TimeSpan.FromSeconds(30) });
        _client = _server.NewHttpClient();
        (await _client.PostAsync(ConfigMaps, Json("""{"metadata":{"name":"target"},"data":{"a":"b"}}"""))).EnsureSuccessStatusCode();
        (await _client.PostAsync(ConfigMaps, Json("{\"metadata\":{\"name\":\"wide\"},\"data\":{" + Keys(90_000, "k", ":\"\"") + "}}"))).EnsureSuccessStatusCode();
        (await _client.PostAsync(Deployments, Json(DeploymentOf("\"name\":\"long\"", Containers(10_000))))).EnsureSuccessStatusCode();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> Excesses()
    {
        yield return Excess("a body of more than 3 MB", 413, 16, () => Post(ConfigMaps, Json(new string(' ', HttpLimits.MaxBodyBytes + 1))));
        yield return Excess("a body of more than 3 MB without a length", 413, 32, () => Chunked(Post(ConfigMaps, Json(new string(' ', HttpLimits.MaxBodyBytes + 1)))));
        yield return Excess("an object of more than 1.5 MB", 413, 48, () => Post(Deployments, Json(DeploymentOf(1600 * 1024))));
        yield return Excess("a patch of more than 10,000 operations", 413, 48, () => Patch("json-patch", Operations(10_001)));
        yield return Excess("JSON of more than 512 levels", 400, 16, () => Post(ConfigMaps, Json(Nested(100_000))));
        yield return Excess("a merge patch of more than 512 levels", 400, 16, () => Patch("merge-patch", Nested(513)));
        yield return Excess("YAML of more than 512 levels", 400, 64, () => Post(ConfigMaps, Yaml(new string('[', 100_000))));
        yield return Excess("YAML whose aliases stand for billions", 400, 16, () => Post(ConfigMaps, Yaml(Laughs())));
        yield return Excess("YAML of more than one document", 400, 16, () => Post(ConfigMaps, Yaml("a: b\n---\nc: d\n")));
        yield return Excess("a patch that doubles what it copies", 413, 64, () => Patch("json-patch", Doublings(40)));
        yield return Excess("a patch that copies a long string often", 413, 100, () => Patch("json-patch", StringCopies(1_000_000, 9_000)));
        yield return Excess("a patch of a list of itself in depth", 422, 64, () => Patch("json-patch", DeepCopies(600)));
        yield return Excess("a long name above many values", 422, 200, () => Post(ConfigMaps, Json($"{{\"a\":1,\"a\":1,\"{new string('k', 1_000_000)}\":[{Ones(900_000)}]}}")));
        yield return Excess("more than 200,000 values of YAML", 400, 200, () => Post(ConfigMaps, Yaml(string.Concat(Enumerable.Repeat($"{{{new string('k', 1000)}: ", 90)) + $"[{Ones(1_400_000)}]" + new string('}', 90))));
        yield return Excess("a list patched by a list, both long", 413, 100, () => Strategic(Containers(20_000)));
        yield return Excess("a compressed body", 415, 16, () => Compressed(Post(ConfigMaps, Json("{}"))));
        yield return Excess("a URL of more than 64 KB", 414, 16, () => new HttpRequestMessage(HttpMethod.Get, $"{ConfigMaps}?labelSelector={new string('a', 70_000)}"));
        yield return Excess("headers of more than 64 KB", 431, 16, () => WithHeaders(new HttpRequestMessage(HttpMethod.Get, ConfigMaps), 8, 10_000));
        yield return Excess("more than 500 headers", 431, 16, () => WithHeaders(new HttpRequestMessage(HttpMethod.Get, ConfigMaps), 600, 1));
        yield return Excess("a time-out that is none", 400, 16, () => new HttpRequestMessage(HttpMethod.Get, $"{ConfigMaps}/target?timeout=soon"));
        yield return Excess("a limit that is none", 400, 16, () => new HttpRequestMessage(HttpMethod.Get, $"{ConfigMaps}?limit=many"));
    }

    [TestCaseSource(nameof(Excesses))]
    public async Task Too_much_is_refused_quickly(int status, int megabytes, Func<HttpRequestMessage> make)
    {
        using var request = make();
        var (answer, spent, allocated) = await MeasureAsync(request);

        Assert.Multiple(() =>
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(status));
            Assert.That(spent, Is.LessThan(Longest));
            Assert.That(allocated, Is.LessThan(megabytes * (long)Mi));
        });
    }

    private static IEnumerable<TestCaseData> Permitted()
    {
        yield return Allowed("a body of nearly 3 MB", 201, 64, () => Post(ConfigMaps, Json("""{"metadata":{"generateName":"a-"}}""" + new string(' ', 3_000_000))));
        yield return Allowed("the same without a length", 201, 64, () => Chunked(Post(ConfigMaps, Json("""{"metadata":{"generateName":"a-"}}""" + new string(' ', 3_000_000)))));
        yield return Allowed("an object of nearly 1.5 MB", 201, 96, () => Post(Deployments, Json(DeploymentOf(1500 * 1024))));
        yield return Allowed("a patch of 10,000 operations", 200, 96, () => Patch("json-patch", Operations(10_000)));
        yield return Allowed("as many operations that each remove from a large map", 200, 100, () => Patch("json-patch", Removals(10_000, 90_000)));
        yield return Allowed("a merge patch that removes 100,000 keys", 200, 200, () => Patch("merge-patch", Nulls(100_000), "wide"));
        yield return Allowed("a strategic one that does", 200, 200, () => Patch("strategic-merge-patch", Nulls(100_000), "wide"));
        yield return Allowed("one that retains 100,000 others", 200, 200, () => Patch("strategic-merge-patch", "{\"data\":{\"$retainKeys\":[" + Keys(100_000, "x", "") + "]}}", "wide"));
        yield return Allowed("one that takes 100,000 out of a list", 200, 200, () => Patch("strategic-merge-patch", "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[" + Keys(100_000, "x", "") + "]}}", "wide"));
        yield return Allowed("one that deletes 30,000 items", 200, 200, () => DeletedContainers(30_000));
        yield return Allowed("an object with 100,000 fields that are none", 201, 200, () => Post(ConfigMaps, Json("{\"metadata\":{\"generateName\":\"a-\"}," + Keys(100_000, "k", ":1") + "}")));
        yield return Allowed("a URL of 60 KB", 200, 16, () => new HttpRequestMessage(HttpMethod.Get, $"{ConfigMaps}?labelSelector=a+notin+({Values(60_000)})"));
    }

    [TestCaseSource(nameof(Permitted))]
    public async Task What_is_within_the_bounds_is_served(int status, int megabytes, Func<HttpRequestMessage> make)
    {
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var client = _server.NewHttpClient(version: version);
            using var request = make();
            request.Version = version;
            if (version == HttpVersion.Version20)
            {
                request.Headers.TransferEncodingChunked = null;
            }

            var (answer, spent, allocated) = await MeasureAsync(request, client);

            Assert.Multiple(() =>
            {
                Assert.That((int)answer.StatusCode, Is.EqualTo(status), $"HTTP {version}");
                Assert.That(spent, Is.LessThan(Longest));
                Assert.That(allocated, Is.LessThan(megabytes * (long)Mi));
            });
        }
    }

    [Test]
    public async Task A_body_that_does_not_come_ends_with_the_time_that_was_asked_for()
    {
        using var client = _server.NewHttpClient(version: HttpVersion.Version20);
        using var request = Post($"{ConfigMaps}?timeout=300ms", new NeverEnding());
        request.Version = HttpVersion.Version20;

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        var status = JsonText.Parse(await answer.Content.ReadAsStringAsync()).AsMap!;
        Assert.Multiple(() =>
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(504));
            Assert.That(status.GetString("reason"), Is.EqualTo("Timeout"));
        });
    }

    [Test]
    public async Task So_it_does_over_HTTP_1()
    {
        await using var stream = await _server.OpenStreamAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {ConfigMaps}?timeout=300ms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"));
        using var reader = new StreamReader(stream);

        Assert.That(await reader.ReadLineAsync(), Does.StartWith("HTTP/1.1 504"));
    }

    [Test]
    public async Task An_answer_that_nobody_takes_ends_with_the_requests_time()
    {
        await using var server = await RunningApiServer.StartAsync(new RecordedLogs(), options => options with { RequestTimeout = TimeSpan.FromSeconds(2) });
        using var client = server.NewHttpClient();
        (await client.PostAsync(Deployments, Json(DeploymentOf(1500 * 1024).Replace("\"generateName\":\"d-\"", "\"name\":\"large\"", StringComparison.Ordinal)))).EnsureSuccessStatusCode();
        await using var stream = await server.OpenStreamAsync();

        // Nothing is read, so that the answers fill whatever is between the two; the server must not wait for that to change.
        var request = Encoding.ASCII.GetBytes($"GET {Deployments}/large HTTP/1.1\r\nHost: x\r\n\r\n");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.That(async () => await WriteForEverAsync(stream, request, patience.Token), Throws.InstanceOf<IOException>(), "the connection is closed");
    }

    [TestCase("?watch=true")]
    [TestCase("")]
    [TestCase("/target")]
    public async Task Nobody_asks_for_headers_alone(string rest)
    {
        using var client = _server.NewHttpClient();

        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, ConfigMaps + rest));
        using var next = await client.GetAsync($"{ConfigMaps}/target");

        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
            Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the connection serves on");
        });
    }

    [Test]
    public async Task Large_lists_are_compressed_for_who_asks_from_elsewhere()
    {
        using var elsewhere = _server.NewHttpClient(from: IPAddress.Parse("127.0.0.2"));
        for (var i = 0; i < 40; i++)
        {
            (await _client.PostAsync("/api/v1/namespaces/kube-public/configmaps", Json("{\"metadata\":{\"generateName\":\"z-\"},\"data\":{\"v\":\"" + new string('v', 8000) + "\"}}"))).EnsureSuccessStatusCode();
        }

        const string Path = "/api/v1/namespaces/kube-public/configmaps";
        var plain = await (await _client.GetAsync(Path)).Content.ReadAsByteArrayAsync();
        using var compressed = await AskAsync(elsewhere, Path, "gzip");
        using var here = await AskAsync(_client, Path, "gzip");
        using var unasked = await AskAsync(elsewhere, Path, "gzip;q=0, br");
        using var small = await AskAsync(elsewhere, Path + "?limit=1", "gzip");

        var sent = await compressed.Content.ReadAsByteArrayAsync();
        TestContext.Out.WriteLine($"{plain.Length} bytes, {sent.Length} of them sent");
        Assert.Multiple(() =>
        {
            Assert.That(compressed.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
            Assert.That(compressed.Headers.Vary, Does.Contain("Accept-Encoding"));
            Assert.That(sent, Has.Length.LessThan(plain.Length / 4));
            Assert.That(Unpack(sent), Is.EqualTo(plain));
            Assert.That(here.Content.Headers.ContentEncoding, Is.Empty, "who is on this machine");
            Assert.That(unasked.Content.Headers.ContentEncoding, Is.Empty, "who does not want it");
            Assert.That(small.Content.Headers.ContentEncoding, Is.Empty, "what is small");
        });
    }

    [TestCase("gzip", true)]
    [TestCase("deflate, gzip", true)]
    [TestCase("br;q=1.0, GZIP;q=0.5", true)]
    [TestCase("gzip;q=0", false)]
    [TestCase("gzip; q=0.000", false)]
    [TestCase("identity", false)]
    [TestCase("", false)]
    [TestCase("gzipped", false)]
    public void Whether_a_client_takes_gzip(string header, bool takes) => Assert.That(ResponseCompression.AcceptsGzip(header), Is.EqualTo(takes));

    private Task<(HttpResponseMessage Answer, TimeSpan Spent, long Allocated)> MeasureAsync(HttpRequestMessage request) => MeasureAsync(request, _client);

    private static async Task<(HttpResponseMessage Answer, TimeSpan Spent, long Allocated)> MeasureAsync(HttpRequestMessage request, HttpClient client)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var answer = await client.SendAsync(request);
        var spent = watch.Elapsed;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        TestContext.Out.WriteLine($"{(int)answer.StatusCode}, {spent.TotalMilliseconds:F0} ms, {allocated / 1024} KB allocated");
        return (answer, spent, allocated);
    }

    private static TestCaseData Excess(string what, int status, int megabytes, Func<HttpRequestMessage> make) =>
        new TestCaseData(status, megabytes, make).SetArgDisplayNames(what, $"{status}");

    private static TestCaseData Allowed(string what, int status, int megabytes, Func<HttpRequestMessage> make) => Excess(what, status, megabytes, make);

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string acceptEncoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        return await client.SendAsync(request);
    }

    private static async Task WriteForEverAsync(Stream stream, byte[] bytes, CancellationToken cancel)
    {
        while (true)
        {
            await stream.WriteAsync(bytes, cancel);
        }
    }

    private static byte[] Unpack(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        return whole.ToArray();
    }

    private static HttpRequestMessage Post(string path, HttpContent body) => new(HttpMethod.Post, path) { Content = body };

    private static HttpRequestMessage Patch(string type, string body, string name = "target")
    {
        var content = Json(body);
        content.Headers.ContentType = new MediaTypeHeaderValue($"application/{type}+json");
        return new HttpRequestMessage(HttpMethod.Patch, $"{ConfigMaps}/{name}?dryRun=All") { Content = content };
    }

    private static HttpRequestMessage Chunked(HttpRequestMessage request)
    {
        request.Headers.TransferEncodingChunked = true;
        return request;
    }

    private static HttpRequestMessage Compressed(HttpRequestMessage request)
    {
        request.Content!.Headers.ContentEncoding.Add("gzip");
        return request;
    }

    private static HttpRequestMessage WithHeaders(HttpRequestMessage request, int count, int length)
    {
        for (var i = 0; i < count; i++)
        {
            request.Headers.Add($"X-Filler-{i}", new string('x', length));
        }

        return request;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static string Ones(int count) => string.Join(',', Enumerable.Repeat("1", count));

    private static string Containers(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"name":"c{{i}}","image":"i"}"""));

    private static HttpRequestMessage Strategic(string containers, string query = "")
    {
        var content = Json("{\"spec\":{\"template\":{\"spec\":{\"containers\":[" + containers + "]}}}}");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/strategic-merge-patch+json");
        return new HttpRequestMessage(HttpMethod.Patch, $"{Deployments}/long{query}") { Content = content };
    }

    // All but the first.
    private static HttpRequestMessage DeletedContainers(int count) =>
        Strategic(string.Join(',', Enumerable.Range(1, count).Select(i => $$"""{"$patch":"delete","name":"c{{i}}"}""")), "?dryRun=All");

    private static string Operations(int count) =>
        "[" + string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"op":"replace","path":"/data/a","value":"{{i}}"}""")) + "]";

    private static string Values(int length) => string.Join(',', Enumerable.Range(0, length / 6).Select(i => $"v{i % 10_000:D4}"));

    // Each level stands for ten of the level below.
    private static string Laughs()
    {
        var text = new StringBuilder("l0: &l0 lol\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append($"l{i}: &l{i} [{string.Join(',', Enumerable.Repeat($"*l{i - 1}", 10))}]\n");
        }

        return text.ToString();
    }

    private static string Doublings(int times) =>
        """[{"op":"add","path":"/x","value":["0123456789"]}""" + string.Concat(Enumerable.Repeat(""",{"op":"copy","from":"/x","path":"/x/-"}""", times)) + "]";

    private static string StringCopies(int length, int times) =>
        $$"""[{"op":"add","path":"/data/x","value":"{{new string('x', length)}}"}""" + string.Concat(Enumerable.Range(0, times).Select(i => $$""",{"op":"copy","from":"/data/x","path":"/data/x{{i}}"}""")) + "]";

    private static string Removals(int count, int of) =>
        "[" + string.Join(',', Enumerable.Range(0, count - 1).Select(i => $$"""{"op":"remove","path":"/data/k{{i * 7 % of}}"}""").Prepend("{\"op\":\"add\",\"path\":\"/data\",\"value\":{" + Keys(of, "k", ":\"\"") + "}}")) + "]";

    private static string Nulls(int count) => "{\"data\":{" + Keys(count, "k", ":null") + "}}";

    private static string Keys(int count, string prefix, string value) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{prefix}{i}\"{value}"));

    private static string DeepCopies(int times) =>
        """[{"op":"add","path":"/x","value":{}}""" + string.Concat(Enumerable.Repeat(""",{"op":"move","from":"/x","path":"/y"},{"op":"add","path":"/x","value":{}},{"op":"move","from":"/y","path":"/x/x"}""", times)) + "]";

    private static string DeploymentOf(int length)
    {
        var variable = new DocMap();
        variable.Set("name", "FILLER");
        variable.Set("value", new string('x', length));
        return DeploymentOf("\"generateName\":\"d-\"", "{\"name\":\"c\",\"image\":\"i\",\"env\":[" + JsonText.Of(variable) + "]}");
    }

    private static string DeploymentOf(string name, string containers) =>
        "{\"metadata\":{" + name + "},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[" + containers + "]}}}}";

    /// <summary>A body that begins and never goes on.</summary>
    private sealed class NeverEnding : HttpContent
    {
        public NeverEnding() => Headers.ContentType = new MediaTypeHeaderValue("application/json");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{\"metadata\":"u8.ToArray());
            await stream.FlushAsync();
            await Task.Delay(Timeout.Infinite);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
