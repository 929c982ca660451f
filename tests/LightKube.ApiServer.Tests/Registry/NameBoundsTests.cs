using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Registry;

/// <summary>Names that the store has no key for, and names of proxied things that are none, are the client's fault.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class NameBoundsTests
{
    [TestCase("x", 1500, ExpectedResult = 422)]
    [TestCase("😀", 1, ExpectedResult = 422)]
    [TestCase("x", 500, ExpectedResult = 201)]
    public async Task<int> Name_of_a_role_may_be_as_long_as_a_key(string letter, int times)
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        var name = string.Concat(Enumerable.Repeat(letter, times));
        var role = $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"{{name}}"} }""";
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(role)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        using var answer = await server.Raw.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", body);

        if (answer.StatusCode != HttpStatusCode.Created)
        {
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("metadata.name"));
        }

        return (int)answer.StatusCode;
    }

    [TestCase("a%20b")]
    [TestCase("a.b.c")]
    public async Task Proxy_to_a_node_that_there_is_not_is_not_found(string name)
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);

        using var answer = await server.Raw.GetAsync($"/api/v1/nodes/{name}/proxy");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
