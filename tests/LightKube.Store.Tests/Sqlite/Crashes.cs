using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LightKube.Store.Tests.Sqlite;

/// <summary>Kills a process that writes, again and again, and looks at what it leaves.</summary>
[CancelAfter(120_000)]
internal sealed class Crashes
{
    private const int Cycles = 20;

    [Test]
    public async Task Killing_the_writer_loses_no_acknowledged_write_and_repeats_no_revision(CancellationToken cancel)
    {
        using var rig = new SqliteRig();
        var random = new Random(20);
        var acknowledged = new Dictionary<string, (long Sequence, long Revision)>();
        var revisions = new HashSet<long>();
        for (var round = 1; round <= Cycles; round++)
        {
            await WriteUntilKilledAsync(rig.Database, round, acknowledgements: random.Next(100, 3000), acknowledged, revisions, cancel);
            await CheckAsync(rig, acknowledged, revisions);
        }

        TestContext.Out.WriteLine($"{revisions.Count} acknowledged writes");
    }

    private static async Task WriteUntilKilledAsync(
        string database,
        int round,
        int acknowledgements,
        Dictionary<string, (long Sequence, long Revision)> acknowledged,
        HashSet<long> revisions,
        CancellationToken cancel)
    {
        var newest = revisions.Count == 0 ? 1 : revisions.Max();
        using var writer = Start(database, round);
        for (var line = 0; await writer.StandardOutput.ReadLineAsync(cancel) is { } text; line++)
        {
            // What is still in the pipe when the writer dies is acknowledged too. A line is one write to the pipe, so none is torn.
            var parts = text.Split(' ');
            var revision = long.Parse(parts[2], CultureInfo.InvariantCulture);
            Assert.That(revisions.Add(revision), Is.True, $"revision {revision} was given out twice");
            Assert.That(revision, Is.GreaterThan(newest), "revisions went backwards over a crash");
            acknowledged[parts[0]] = (long.Parse(parts[1], CultureInfo.InvariantCulture), revision);
            if (line == acknowledgements)
                writer.Kill();
        }

        await writer.WaitForExitAsync(cancel);
        Assert.That(writer.ExitCode, Is.EqualTo(128 + 9), await writer.StandardError.ReadToEndAsync(cancel));
    }

    private static async Task CheckAsync(
        SqliteRig rig, Dictionary<string, (long Sequence, long Revision)> acknowledged, HashSet<long> revisions)
    {
        await using var store = rig.Open(TimeProvider.System);
        Assert.That(store.CurrentRevision, Is.GreaterThanOrEqualTo(revisions.Max()));
        var entries = (await store.ListAsync(new ListQuery("/"))).Entries.ToDictionary(entry => entry.Key);
        foreach (var (key, (sequence, revision)) in acknowledged)
        {
            Assert.That(entries, Does.ContainKey(key));
            var entry = entries[key];
            var value = Encoding.UTF8.GetString(entry.Value.Span).Split(' ');
            Assert.That((value[0], value[2]), Is.EqualTo((key, $"{entry.ModRevision}")), "the value is not of one piece");
            var found = long.Parse(value[1], CultureInfo.InvariantCulture);
            if (key.StartsWith("/beat/", StringComparison.Ordinal))
            {
                Assert.That(entry.ModRevision, Is.GreaterThanOrEqualTo(revision), $"{key} has an older revision than was seen");
                continue;
            }

            Assert.That(found, Is.GreaterThanOrEqualTo(sequence), $"{key} lost an acknowledged write");
            Assert.That(value[3], Has.Length.EqualTo(found * 37 % 6000).And.All.EqualTo((char)('a' + found % 26)));
            if (found == sequence)
                Assert.That(entry.ModRevision, Is.EqualTo(revision));
        }
    }

    private static Process Start(string database, int round)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var program = Path.Combine(TestContext.CurrentContext.TestDirectory, "LightKube.Store.CrashWriter.dll");
        var start = new ProcessStartInfo(host, [program, database, $"{round}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
