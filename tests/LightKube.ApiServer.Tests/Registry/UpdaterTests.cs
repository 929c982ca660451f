using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.ApiServer.Registry;
using LightKube.Client;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Registry;

[Parallelizable(ParallelScope.All)]
public sealed class UpdaterTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Test]
    public async Task Patches_that_name_no_version_are_tried_again_when_another_writer_was_faster()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        var map = await server.InProcess.CreateAsync(A.ConfigMap("a").In("default"), Never);

        // In each round one of them wins, so that none has to try more often than there are writers.
        await Task.WhenAll(Enumerable.Range(0, RegistryLimits.MaxConflictRetries).Select(i => Task.Run(() => LabelAsync(server, map.Key, $"key{i}"))));

        var patched = await server.InProcess.GetAsync<ConfigMap>(map.Key, Never);
        Assert.That(patched.Metadata.Labels.Count, Is.EqualTo(RegistryLimits.MaxConflictRetries));
    }

    [Test]
    public async Task Patch_that_names_an_old_version_is_a_conflict()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        var map = await server.InProcess.CreateAsync(A.ConfigMap("a").In("default"), Never);
        await LabelAsync(server, map.Key, "key");

        var patch = new Patch(PatchType.Merge, JsonText.Parse($$"""{"metadata":{"resourceVersion":"{{map.Metadata.ResourceVersion}}"},"data":{"k":"v"} }"""));

        Assert.That(() => server.InProcess.PatchAsync<ConfigMap>(map.Key, patch, Never),
            Throws.TypeOf<ApiException>().With.Property(nameof(ApiException.Code)).EqualTo((int)HttpStatusCode.Conflict));
    }

    [TestCase(PatchType.StrategicMerge, 200)]
    [TestCase(PatchType.Merge, 400)]
    public async Task Kind_in_a_strategic_merge_patch_is_not_looked_at(PatchType type, int code)
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        var map = await server.InProcess.CreateAsync(A.ConfigMap("a").In("default"), Never);
        var patch = new Patch(type, JsonText.Parse("""{"kind":"Pod","data":{"k":"v"} }"""));

        if (code == 200)
        {
            var patched = await server.InProcess.PatchAsync<ConfigMap>(map.Key, patch, Never);
            Assert.That((patched.Kind, patched.Data["k"]), Is.EqualTo(("ConfigMap", "v")));
        }
        else
        {
            Assert.That(() => server.InProcess.PatchAsync<ConfigMap>(map.Key, patch, Never), Throws.TypeOf<ApiException>().With.Property("Code").EqualTo(code));
        }
    }

    private static Task<ConfigMap> LabelAsync(RunningApiServer server, Api.Views.ObjectKey key, string label) => server.InProcess.PatchAsync<ConfigMap>(
        key, new Patch(PatchType.Merge, JsonText.Parse($$"""{"metadata":{"labels":{"{{label}}":"x"} } }""")), Never);
}
