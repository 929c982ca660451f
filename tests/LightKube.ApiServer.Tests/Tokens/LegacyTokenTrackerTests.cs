using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Tests.Objects;
using LightKube.ApiServer.Tokens;
using LightKube.Client;
using LightKube.Testing.Memory;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.ApiServer.Tests.Tokens;

public sealed class LegacyTokenTrackerTests
{
    private static readonly ObjectKey Map = new("kube-system", "kube-apiserver-legacy-service-account-token-tracking");

    [Test]
    public async Task Uses_are_noted_by_the_day_and_since_when_that_is_done()
    {
        var time = new FakeTimeProvider();
        var today = time.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var api = new MemoryApi(time);
        var objects = new ObjectsInMemory();
        var secret = await api.CreateAsync(new Secret { Metadata = { Name = "s", Namespace = "web" } }, CancellationToken.None);
        objects.Put(await api.GetAsync(Secret.Schema, secret.Key, CancellationToken.None));
        var tracker = new LegacyTokenTracker(objects, time, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var running = tracker.RunAsync(api, stop.Token);

        tracker.Use(secret);
        tracker.Use(secret);

        var eventually = new Eventually(api, () => []);
        var noted = await eventually.HoldsAsync<Secret>(secret.Key, found => Assert.That(found.Metadata.Labels["kubernetes.io/legacy-token-last-used"], Is.EqualTo(today)));
        Assert.That((await api.GetAsync<ConfigMap>(Map, CancellationToken.None)).Data["since"], Is.EqualTo(today));
        tracker.Use(noted);
        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await api.GetAsync<Secret>(secret.Key, CancellationToken.None)).Metadata.ResourceVersion, Is.EqualTo(noted.Metadata.ResourceVersion));
    }
}
