using System.Diagnostics;
using System.Net;
using LightKube.Network.Services;
using LightKube.Network.Tests.Rig;

namespace LightKube.Network.Tests.Services;

[NonParallelizable] // Measures.
internal sealed class ServiceScaleTests
{
    private const int Services = 5000;

    [Test]
    public void Five_thousand_services_load_in_one_transaction_and_one_endpoint_more_is_a_small_one()
    {
        using var rig = new NodeRig(1);

        var (whole, loaded) = Timed(() => rig.Apply([.. Enumerable.Range(0, Services).Select(number => Numbered(number, 2))]));
        var (change, changed) = Timed(() => rig.Apply([Numbered(17, 3)]));
        var (added, grown) = Timed(() => rig.Apply([Numbered(Services, 2)]));
        var (same, unchanged) = Timed(() => rig.Apply([Numbered(17, 3)]));

        TestContext.Out.WriteLine($"load: {whole.Requests} requests, {whole.Bytes / 1024} KB, {loaded.TotalMilliseconds:F0} ms");
        TestContext.Out.WriteLine($"one endpoint more: {change.Requests} requests, {change.Bytes} bytes, {changed.TotalMilliseconds:F1} ms");
        TestContext.Out.WriteLine($"one service more: {added.Requests} requests, {added.Bytes} bytes, {grown.TotalMilliseconds:F1} ms");
        TestContext.Out.WriteLine($"no change: {unchanged.TotalMilliseconds:F2} ms");
        Assert.That(change.Requests, Is.EqualTo(4), "flush the chain, its new choices (2), its new rule");
        Assert.That(added.Requests, Is.EqualTo(5), "chain, choices (2), rule, element");
        Assert.That(same.Requests, Is.Zero);
    }

    private static (ServiceInput, SliceInput[]) Numbered(int number, int endpoints)
    {
        var service = A.Service($"web-{number}") with { ClusterAddresses = [new IPAddress([10, 43, (byte)(number / 200), (byte)(number % 200)])] };
        var addresses = Enumerable.Range(1, endpoints).Select(n => new IPAddress([10, 42, (byte)(1 + (number / 80)), (byte)(((number % 80) * 3) + n)]));
        return (service, [A.Slice(LightKube.Network.Rules.Transport.Tcp, 8080, [.. addresses.Select(address => A.Endpoint(address, "node-b"))])]);
    }

    private static (T Result, TimeSpan Time) Timed<T>(Func<T> action)
    {
        var started = Stopwatch.GetTimestamp();
        var result = action();
        return (result, Stopwatch.GetElapsedTime(started));
    }
}
