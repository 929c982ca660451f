using System.Text;
using LightKube.Api.Json;
using LightKube.ApiServer.Http;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Http;

[Parallelizable(ParallelScope.Children)]
public sealed class PrettyAnswerTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private RunningApiServer _server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await RunningApiServer.StartAsync(new RecordedLogs());
        using var body = new StringContent("""{"metadata":{"name":"a"},"data":{"k":"{[,:\\\" é"}}""", Encoding.UTF8, "application/json");
        (await _server.Raw.PostAsync(Maps, body)).EnsureSuccessStatusCode();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("?pretty=true", "", true)]
    [TestCase("?pretty=1", "kubectl/v1.36", true)]
    [TestCase("?pretty=yes", "", false)]
    [TestCase("", "", false)]
    [TestCase("", "kubectl/v1.36", false)]
    [TestCase("", "curl/8.5.0", true)]
    [TestCase("", "Wget/1.21", true)]
    [TestCase("", "Mozilla/5.0 (X11)", true)]
    [TestCase("?pretty=false", "curl/8.5.0", false)]
    public async Task People_get_lines(string query, string agent, bool isPretty)
    {
        foreach (var path in (string[])[Maps, Maps + "/a", Maps + "/missing", "/api/v1"])
        {
            var plain = await AskAsync(path, "");

            var answer = await AskAsync(path + query, agent);

            Assert.That(answer.StartsWith("{\n  \"", StringComparison.Ordinal), Is.EqualTo(isPretty), answer);
            Assert.That(JsonText.Of(JsonText.Parse(answer)), Is.EqualTo(JsonText.Of(JsonText.Parse(plain))));
        }
    }

    [TestCase(Maps + "?watch=true&timeoutSeconds=1", "{\"type\":\"ADDED\"")]
    [TestCase("/healthz", "ok")]
    public async Task What_is_no_object_is_as_it_is(string path, string start) => Assert.That(await AskAsync(path, "curl/8.5.0"), Does.StartWith(start));

    [TestCase("{}", "{}")]
    [TestCase("""{"a":[],"b":{},"c":[1,-2.5e3,null],"d":{"e":"x,:{}[]\\\""}}""", "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    -2.5e3,\n    null\n  ],\n  \"d\": {\n    \"e\": \"x,:{}[]\\\\\\\"\"\n  }\n}")]
    [TestCase("{ \"a\" :\n1 }", "{\n  \"a\": 1\n}")]
    public void Lines_are_gos(string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            using var output = new PooledBuffer();
            var lines = new PrettyJson();

            lines.Write(bytes.AsSpan(0, cut), output);
            lines.Write(bytes.AsSpan(cut), output);

            Assert.That(Encoding.UTF8.GetString(output.Written.Span), Is.EqualTo(expected), $"in two pieces, of which the first has {cut} bytes");
        }
    }

    private async Task<string> AskAsync(string path, string agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var answer = await _server.Raw.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
