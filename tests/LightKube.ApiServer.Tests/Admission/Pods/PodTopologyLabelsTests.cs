using LightKube.Api.Core.V1;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Rigs;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Admission.Pods;

/// <summary>On the real API server, where bindings are carried out.</summary>
public sealed class PodTopologyLabelsTests
{
    private readonly RecordedLogs _logs = new();
    private RunningApiServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RunningApiServer.StartAsync(_logs);
        var writer = new ObjectWriter(_server.InProcess);
        await writer.CreateAsync(A.Node("n1").Labelled("topology.kubernetes.io/zone=a,topology.kubernetes.io/region=north,kubernetes.io/arch=amd64"));
        await writer.CreateAsync(new ServiceAccount { Metadata = { Name = "default", Namespace = "default" } });
        await writer.CreateAsync(A.Pod("p").Labelled("topology.kubernetes.io/region=south,app=web").In("default"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _logs.Dispose();
    }

    private async Task<string> LabelsAsync(string pod) =>
        (await _server.InProcess.GetAsync(Pod.Schema, new ObjectKey("default", pod), CancellationToken.None)).Labels!.ToString();

    [TestCase("/api/v1/namespaces/default/pods/p/binding")]
    [TestCase("/api/v1/namespaces/default/bindings")]
    public async Task A_bound_pod_says_in_which_zone_and_region_it_is(string path)
    {
        using var body = new StringContent(
            """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"p"},"target":{"kind":"Node","name":"n1"}}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await _server.Raw.PostAsync(new Uri(path, UriKind.Relative), body);

        var status = JsonText.Parse(await answer.Content.ReadAsStringAsync()).AsMap!;
        Assert.That(((int)answer.StatusCode, status.GetString("kind"), status.GetString("status")), Is.EqualTo((201, "Status", "Success")));
        Assert.That(await LabelsAsync("p"), Is.EqualTo("""{"topology.kubernetes.io/region":"north","app":"web","topology.kubernetes.io/zone":"a"}"""));
    }

    [Test]
    public async Task A_pod_that_is_made_with_a_node_keeps_its_own_labels_and_gets_the_others()
    {
        await new ObjectWriter(_server.InProcess).CreateAsync(A.Pod("fixed").On("n1").Labelled("topology.kubernetes.io/zone=mine").In("default"));

        Assert.That(await LabelsAsync("fixed"), Is.EqualTo("""{"topology.kubernetes.io/zone":"mine","topology.kubernetes.io/region":"north"}"""));
    }
}
