using System.IO.Pipelines;
using System.Text;
using LightKube.Kubelet.Logs;
using LightKube.Kubelet.NodeApi;
using LightKube.Kubelet.Tests.Rigs;
using LightKube.Testing.Files;

namespace LightKube.Kubelet.Tests.Logs;

internal sealed class LogReaderTests
{
    private const string Log =
        """
        2030-01-01T00:00:01.000000000Z stdout F one
        2030-01-01T00:00:02.000000000Z stderr F two
        2030-01-01T00:00:03.000000000Z stdout P thr
        2030-01-01T00:00:03.000000001Z stdout F ee
        2030-01-01T00:00:04.000000000Z stdout F 

        """;

    private static IEnumerable<TestCaseData> Queries()
    {
        yield return new TestCaseData(new LogQuery(), "one\ntwo\nthree\n\n").SetArgDisplayNames("all");
        yield return new TestCaseData(new LogQuery { TailLines = 2 }, "ee\n\n").SetArgDisplayNames("the last lines");
        yield return new TestCaseData(new LogQuery { TailLines = 0 }, "").SetArgDisplayNames("no lines");
        yield return new TestCaseData(new LogQuery { LimitBytes = 5 }, "one\nt").SetArgDisplayNames("so many bytes");
        yield return new TestCaseData(new LogQuery { Stream = "Stderr" }, "two\n").SetArgDisplayNames("one stream");
        yield return new TestCaseData(new LogQuery { Since = new DateTimeOffset(2030, 1, 1, 0, 0, 3, TimeSpan.Zero) }, "three\n\n")
            .SetArgDisplayNames("since a time");
        yield return new TestCaseData(new LogQuery { Timestamps = true, LimitBytes = 35 }, "2030-01-01T00:00:01.000000000Z one\n")
            .SetArgDisplayNames("with times");
    }

    [TestCaseSource(nameof(Queries))]
    public async Task A_log_is_read(object query, string expected)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "0.log");
        await File.WriteAllTextAsync(path, Log);

        Assert.That(await ReadAsync(path, (LogQuery)query), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_whole_log_begins_with_what_was_rotated_away()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "0.log");
        await File.WriteAllTextAsync(path + ".20300101-000000", "2030-01-01T00:00:00.000000000Z stdout F zero\n");
        await File.WriteAllTextAsync(path, Log);

        Assert.That(await ReadAsync(path, new LogQuery()), Does.StartWith("zero\none\n"));
    }

    [Test]
    public async Task Following_ends_when_the_container_has_ended_and_all_is_read()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "0.log");
        await File.WriteAllTextAsync(path, Log);
        var looks = 0;
        var output = new MemoryStream();
        var writer = PipeWriter.Create(output);

        await new LogReader(path, new LogQuery { Follow = true }, async () =>
        {
            if (++looks == 1)
                await File.AppendAllTextAsync(path, "2030-01-01T00:00:05.000000000Z stdout F five\n");
            return looks == 1;
        }, TimeProvider.System).CopyToAsync(writer, CancellationToken.None);
        await writer.FlushAsync();

        Assert.That(Encoding.UTF8.GetString(output.ToArray()), Does.EndWith("five\n"));
    }

    [TestCase("no log line at all")]
    [TestCase("")]
    [TestCase("2030-01-01T00:00:01Z stdlog F x")]
    public void A_line_of_another_form_is_none(string line) => Assert.That(LogLine.Parse(Encoding.UTF8.GetBytes(line)), Is.Null);

    private static async Task<string> ReadAsync(string path, LogQuery query)
    {
        var output = new MemoryStream();
        var writer = PipeWriter.Create(output);
        await new LogReader(path, query, () => Task.FromResult(false), TimeProvider.System).CopyToAsync(writer, CancellationToken.None);
        await writer.FlushAsync();
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
