using System.Globalization;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Metrics;
using LightKube.Client;
using LightKube.Foundation.Metrics;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Metrics;

[Parallelizable(ParallelScope.All)]
public sealed class MetricsTests
{
    [Test]
    public async Task Requests_are_counted_under_kube_apiservers_names()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await server.Raw.GetAsync("/api/v1/namespaces/default/configmaps");
        await server.Raw.GetAsync("/api/v1/namespaces/default/configmaps");

        var text = await server.Raw.GetStringAsync("/metrics");

        Assert.That(text, Does.Contain(
            """apiserver_request_total{verb="LIST",group="",version="v1",resource="configmaps",subresource="",scope="namespace",code="200",component="apiserver"} 2"""));
        Assert.That(text, Does.Contain("apiserver_request_duration_seconds_count{verb=\"LIST\",group=\"\",version=\"v1\",resource=\"configmaps\""));
        Assert.That(text, Does.Contain("\nprocess_resident_memory_bytes ").And.Contain("\ndotnet_total_allocated_bytes "));
        Assert.That(text, Does.Contain("apiserver_storage_objects{resource=\"namespaces\"}"));
    }

    [Test]
    public async Task Store_tells_how_many_writes_share_a_commit()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        var before = await ReadAsync(server, "lightkube_store_writes_total");

        await server.InProcess.CreateAsync(A.ConfigMap("a").In("default"), CancellationToken.None);

        Assert.That(await ReadAsync(server, "lightkube_store_writes_total"), Is.GreaterThan(before));
        Assert.That(await ReadAsync(server, "lightkube_store_commits_total"), Is.GreaterThan(0));
        Assert.That(await ReadAsync(server, "lightkube_store_commit_seconds_total"), Is.GreaterThan(0));
    }

    [Test]
    public async Task Who_is_let_in_is_counted_under_kube_apiservers_names()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        using var jane = server.NewHttpClient("CN=jane@example.com");
        await jane.GetAsync("/api/v1/namespaces/default/secrets");

        var lines = (await server.Raw.GetStringAsync("/metrics")).Split('\n');

        Assert.That(lines, Is.SupersetOf(new[]
        {
            """authenticated_user_requests{username="email_id"} 1""",
            """authorization_attempts_total{result="no-opinion"} 1""",
        }));
        Assert.That(lines, Has.Some.Match("""^authentication_attempts\{result="success"} [1-9]"""));
        Assert.That(lines, Has.Some.Match("""^authentication_duration_seconds_bucket\{result="success",le="16\.384"} [1-9]"""));
    }

    [Test]
    public void What_nobody_serves_makes_no_new_series()
    {
        var metrics = new RequestMetrics(TimeProvider.System);
        for (var i = 0; i < 10; i++)
        {
            metrics.Record(RequestInfo.Parse("GET", $"/apis/none{i}/v1/things", watch: false), 404, metrics.Begin());
        }

        var text = new MetricText();
        metrics.Write(text);

        Assert.That(text.ToString().Split("apiserver_request_total{"), Has.Length.EqualTo(2));
        Assert.That(text.ToString(), Does.Contain("code=\"404\",component=\"apiserver\"} 10"));
    }

    [Test]
    public void Buckets_are_cumulative_and_labels_escaped()
    {
        var histogram = new Histogram([0.1, 1]);
        foreach (var value in new[] { 0.05, 0.1, 0.5, 5 })
        {
            histogram.Observe(value);
        }

        var text = new MetricText();
        histogram.Write(text, "h", [("path", "a\"b\\c\nd")]);

        Assert.That(text.ToString().Split('\n'), Is.EqualTo(new[]
        {
            """h_bucket{path="a\"b\\c\nd",le="0.1"} 2""",
            """h_bucket{path="a\"b\\c\nd",le="1"} 3""",
            """h_bucket{path="a\"b\\c\nd",le="+Inf"} 4""",
            """h_sum{path="a\"b\\c\nd"} 5.65""",
            """h_count{path="a\"b\\c\nd"} 4""",
            "",
        }));
    }

    private static async Task<double> ReadAsync(RunningApiServer server, string metric)
    {
        var text = await server.Raw.GetStringAsync("/metrics");
        var line = text.Split('\n').Single(line => line.StartsWith(metric + " ", StringComparison.Ordinal));
        return double.Parse(line[(metric.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
