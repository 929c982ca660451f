using System.Text;
using LightKube.Foundation.Logging;
using LightKube.Foundation.Processes;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Tests.Processes;

public sealed class ProcessOutputTests
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RecordedLogs _logs = new();
    private string _path = "";

    [SetUp]
    public void SetUp() => _path = _directory.File("child.log");

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void New_lines_are_logged_once_each_and_old_ones_not_at_all()
    {
        File.WriteAllText(_path, "of an earlier run\n");
        using var output = new ProcessOutput(_path, ProcessLine.Plain, _logs.CreateLogger("test"));

        File.AppendAllText(_path, "one\ntwo\nthr");
        output.LogNewLines();
        File.AppendAllText(_path, "ee\n");
        output.LogNewLines();

        Assert.That(_logs.Messages, Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public async Task A_line_is_logged_as_it_is_read()
    {
        using var log = new MemoryStream();
        await using (var provider = new LineLoggerProvider(log, LogLevels.Default, LogFormat.Text, new FakeTimeProvider()))
        {
            using var output = new ProcessOutput(_path, Read, provider.CreateLogger("child"));
            File.AppendAllText(_path, "E broken\nfine\n");
            output.LogNewLines();
        }

        Assert.That(Encoding.UTF8.GetString(log.ToArray()), Does.Match(" error child +broken code=7\n$").And.Not.Contain("fine"));

        static ProcessLine Read(string line) => line.StartsWith("E ", StringComparison.Ordinal)
            ? new ProcessLine(LogLevel.Error, line[2..], [new("code", 7)])
            : new ProcessLine(LogLevel.Debug, line, []);
    }

    [Test]
    public void A_line_longer_than_the_buffer_is_logged_in_pieces()
    {
        using var output = new ProcessOutput(_path, ProcessLine.Plain, _logs.CreateLogger("test"));

        File.AppendAllText(_path, new string('x', ProcessOutput.LongestLine + 5) + "\n");
        output.LogNewLines();

        Assert.That(_logs.Messages.TakeLast(2).Select(message => message.Length), Is.EqualTo(new[] { ProcessOutput.LongestLine, 5 }));
    }

    [Test]
    public void The_last_lines_explain_a_failure_the_unfinished_one_too()
    {
        using var output = new ProcessOutput(_path, ProcessLine.Plain, _logs.CreateLogger("test"));
        File.AppendAllText(_path, string.Concat(Enumerable.Range(1, ProcessOutput.KeptLines + 1).Select(i => $"line {i}\n")) + "panic");

        output.LogRest();

        Assert.That(output.LastLines, Does.StartWith("line 3 | ").And.EndWith("| panic"));
    }

    [Test]
    public void A_file_that_has_grown_large_is_emptied_and_followed_on()
    {
        using var output = new ProcessOutput(_path, ProcessLine.Plain, _logs.CreateLogger("test"));
        var line = new string('x', 1023) + "\n";
        File.AppendAllText(_path, string.Concat(Enumerable.Repeat(line, (int)(ProcessOutput.LargestFile / line.Length))));

        output.LogNewLines();
        Assert.That(new FileInfo(_path).Length, Is.Zero);
        File.AppendAllText(_path, "next\n");
        output.LogNewLines();

        Assert.That(_logs.Messages[^1], Is.EqualTo("next"));
    }
}
