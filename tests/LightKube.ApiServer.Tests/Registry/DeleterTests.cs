using LightKube.Api.Apps.V1;
using LightKube.Client;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Registry;

[Parallelizable(ParallelScope.All)]
public sealed class DeleterTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Test]
    public async Task A_deletion_is_one_generation_however_often_it_is_asked_for()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        var api = server.InProcess;
        var web = A.Deployment("web", 1).In("default");
        web.Metadata.Finalizers.Add("example.com/hold");
        var made = await api.CreateAsync(web, Never);

        await api.DeleteAsync<Deployment>(made.Key, Never);
        await api.DeleteAsync<Deployment>(made.Key, Never, new DeleteQuery { PropagationPolicy = "Foreground" });

        var marked = await api.GetAsync<Deployment>(made.Key, Never);
        Assert.That((made.Metadata.Generation, marked.Metadata.Generation), Is.EqualTo((1, 2)));
    }
}
