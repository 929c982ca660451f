using System.Diagnostics;
using System.Globalization;
using LightKube.Histories.Checks;
using LightKube.Histories.Load;
using LightKube.Histories.Rig;

namespace LightKube.Histories;

/// <summary>
/// Clients at work on a few objects, watchers that follow them, and a server that is killed in between, again and again: every answer and
/// every event has to fit one history. <c>LIGHTKUBE_HISTORY_KILLS</c> makes it longer.
/// </summary>
public sealed class HistoryTests
{
    private const int ClientCount = 6;
    private const int AnswersBetweenKills = 400;
    private const int DefaultKills = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static int Kills => Environment.GetEnvironmentVariable("LIGHTKUBE_HISTORY_KILLS") is { Length: > 0 } kills ? int.Parse(kills, CultureInfo.InvariantCulture) : DefaultKills;

    [Test]
    public async Task Whatever_clients_and_watchers_see_is_one_history()
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        var clients = new Clients(server, Environment.TickCount);
        using var api = new Api(server.Kubeconfig);
        var begin = Clients.VersionOf((await api.ListAsync()).Body);
        var last = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Watcher[] watchers =
        [
            new(server, "", begin, TimeSpan.Zero), new(server, "", begin, TimeSpan.Zero), new(server, "", begin, TimeSpan.FromMilliseconds(1)),
            new(server, "red", begin, TimeSpan.Zero), new(server, "green", begin, TimeSpan.FromMilliseconds(2)), new(server, "blue", begin, TimeSpan.Zero),
        ];
        var watching = watchers.Select(watcher => Task.Run(() => watcher.RunAsync(last.Task))).ToList();

        using var stop = new CancellationTokenSource();
        var working = Enumerable.Range(0, ClientCount).Select(client => Task.Run(() => clients.RunAsync(client, stop.Token))).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            await AnsweredAsync(clients, working);
            await server.KillAsync();
            await server.StartAsync();
        }

        await AnsweredAsync(clients, working);
        await stop.CancelAsync();
        await Task.WhenAll(working);
        last.SetResult(await FinishAsync(api));
        await Task.WhenAll(watching).WaitAsync(Patience);

        Check(clients, [.. watchers.Select(watcher => watcher.History)]);
    }

    // One more object of each color, so that every watcher has something to see at the end.
    private static async Task<long> FinishAsync(Api api)
    {
        var version = 0L;
        foreach (var color in (string[])["red", "green", "blue"])
        {
            (_, var body) = await api.CreateAsync($"end-{color}", "end", color);
            version = version == 0 ? Clients.VersionOf(body) : version;
        }

        return version;
    }

    private static async Task AnsweredAsync(Clients clients, List<Task> working)
    {
        var until = clients.Answered + AnswersBetweenKills;
        var watch = Stopwatch.StartNew();
        while (clients.Answered < until)
        {
            var broken = working.FirstOrDefault(task => task.IsFaulted);
            if (broken is not null)
            {
                await broken;
            }

            Assert.That(watch.Elapsed, Is.LessThan(Patience), "the clients get no answers");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private static void Check(Clients clients, IReadOnlyList<WatchHistory> watchers)
    {
        var operations = clients.Operations;
        var unknown = operations.Count(operation => operation.Outcome == Outcome.Unknown);
        TestContext.Out.WriteLine($"{operations.Count} calls, {unknown} without an answer, {clients.Snapshots.Count} lists, events {string.Join(' ', watchers.Select(watcher => watcher.Events.Count))}");
        Assert.Multiple(() =>
        {
            foreach (var key in operations.GroupBy(operation => operation.Key))
            {
                Assert.That(Linearizability.Violation([.. key]), Is.Null, key.Key);
            }

            Assert.That(RealTime.Violations(operations, clients.Snapshots), Is.Empty);
            Assert.That(Watches.Violations(operations, watchers), Is.Empty);
        });
    }
}
