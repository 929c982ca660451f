using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Admission;

/// <summary>On the real API server, whose options turn plug-ins on and off.</summary>
public sealed class SwitchedPluginsTests
{
    private static Task<RunningApiServer> StartAsync(RecordedLogs logs, string[] enabled, params string[] disabled) =>
        RunningApiServer.StartAsync(logs, options => options with { Admission = new AdmissionOptions { Enabled = enabled, Disabled = disabled } });

    private static Task<Document> CreateAsync(RunningApiServer server, string json) => server.InProcess.CreateAsync(ObjectsInMemory.Parse(json), CancellationToken.None);

    [Test]
    public async Task A_namespace_comes_into_being_with_its_first_object()
    {
        using var logs = new RecordedLogs();
        await using var server = await StartAsync(logs, ["NamespaceAutoProvision"]);

        await CreateAsync(server, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"new","name":"m"}}""");

        Assert.That((await server.InProcess.GetAsync(Namespace.Schema, new ObjectKey("", "new"), CancellationToken.None)).Name, Is.EqualTo("new"));
    }

    [Test]
    public async Task What_is_off_does_nothing()
    {
        const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
        using var logs = new RecordedLogs();
        await using var usual = await StartAsync(logs, []);
        await using var changed = await StartAsync(logs, [], "ServiceAccount");

        Assert.That(() => CreateAsync(usual, Pod), Throws.TypeOf<ApiException>().With.Message.Contains("error looking up service account"));
        Assert.That(() => CreateAsync(changed, Pod), Throws.Nothing);
    }
}
