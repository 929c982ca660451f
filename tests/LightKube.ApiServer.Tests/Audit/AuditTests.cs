using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Audit;
using LightKube.Foundation.Configuration;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.ApiServer.Tests.Audit;

[Parallelizable(ParallelScope.All)]
public sealed class AuditTests
{
    private const string Policy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: None
          nonResourceURLs: ["/livez*"]
        - level: RequestResponse
          resources: [{group: "", resources: [configmaps]}]
          verbs: [create]
        - level: Metadata
          users: [jane]
        """;

    [Test]
    public async Task What_the_policy_wants_is_written_down()
    {
        using var logs = new RecordedLogs();
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "audit.log");
        await using (var server = await RunningApiServer.StartAsync(logs, options => options with
        {
            Audit = new AuditOptions { Policy = AuditPolicy.Read(Policy, "p"), Log = new AuditLogOptions { Path = path } },
        }))
        {
            using var admin = server.NewHttpClient();
            using var jane = server.NewHttpClient("CN=jane");
            await admin.GetAsync("/livez");
            await admin.GetAsync("/api/v1/namespaces");
            await admin.PostAsync("/api/v1/namespaces/default/configmaps", new StringContent("""{"metadata":{"name":"a"},"data":{"k":"v"}}""", System.Text.Encoding.UTF8, "application/json"));
            await jane.GetAsync("/api/v1/namespaces/default/secrets/s?pretty=1");
        }

        var events = (await File.ReadAllLinesAsync(path)).Select(line => JsonText.Parse(line).AsMap!).Where(item => item.GetMap("user")!.GetString("username") is "admin" or "jane").ToList();
        Assert.That(events.Select(item => item.GetString("verb")), Is.EqualTo(new[] { "create", "get" }));
        var (created, refused) = (events[0], events[1]);
        Assert.That(created.GetString("stage"), Is.EqualTo("ResponseComplete"));
        Assert.That(created.GetMap("requestObject")!.GetMap("data")!.GetString("k"), Is.EqualTo("v"));
        Assert.That(created.GetMap("responseObject")!.GetMap("metadata")!.GetString("uid"), Is.Not.Empty);
        Assert.That(created.GetMap("responseStatus")!["code"].AsInt, Is.EqualTo(201));
        Assert.That(created.GetMap("annotations")!.GetString("authorization.k8s.io/decision"), Is.EqualTo("allow"));

        Assert.That(refused.GetString("level"), Is.EqualTo("Metadata"));
        Assert.That(refused.GetString("requestURI"), Is.EqualTo("/api/v1/namespaces/default/secrets/s?pretty=1"));
        Assert.That(refused.GetMap("objectRef")!.ToString(), Is.EqualTo("""{"resource":"secrets","namespace":"default","name":"s","apiVersion":"v1"}"""));
        Assert.That(refused.GetMap("responseStatus")!.GetString("reason"), Is.EqualTo("Forbidden"));
        Assert.That(refused.GetMap("responseStatus")!["code"].AsInt, Is.EqualTo(403));
        Assert.That(refused.GetMap("annotations")!.GetString("authorization.k8s.io/decision"), Is.EqualTo("forbid"));
    }

    [Test]
    public async Task A_full_file_makes_room_and_old_ones_go()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "audit.log");
        var time = new Objects.ManualTime();
        var large = new DocMap();
        large.Set("a", new string('x', 600 * 1024));
        await using (var log = new AuditLogFile(new AuditLogOptions { Path = path, MaxSizeMegabytes = 1, MaxBackups = 2 }, new AuditMetrics(), time, NullLogger.Instance))
        {
            for (var i = 0; i < 5; i++)
            {
                time.Now += TimeSpan.FromSeconds(1);
                log.Write(large);
            }
        }

        Assert.That(Directory.GetFiles(directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(new[]
        {
            "audit-2026-01-01T12-00-04.000.log", "audit-2026-01-01T12-00-05.000.log", "audit.log",
        }));
    }

    [Test]
    public async Task A_full_file_that_cannot_make_room_is_written_on()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "audit.log");
        Directory.CreateDirectory(Path.Combine(directory.Path, "audit-2026-01-01T12-00-00.000.log", "in the way"));
        var large = new DocMap();
        large.Set("a", new string('x', 600 * 1024));
        await using (var log = new AuditLogFile(new AuditLogOptions { Path = path, MaxSizeMegabytes = 1 }, new AuditMetrics(), new Objects.ManualTime(), NullLogger.Instance))
        {
            for (var i = 0; i < 3; i++)
            {
                log.Write(large);
            }
        }

        Assert.That(await File.ReadAllLinesAsync(path), Has.Length.EqualTo(3));
    }

    [Test]
    public void All_problems_of_a_policy_are_told() => Assert.That(
        () => AuditPolicy.Read("""
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
            - level: Loud
              nonResourceURLs: ["/a"]
              namespaces: [b]
              omitStages: [Never]
              extra: 1
            """, "p"),
        Throws.TypeOf<ConfigurationException>().With.Property("Problems").Count.EqualTo(4));
}
