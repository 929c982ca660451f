using LightKube.Foundation.Processes;
using LightKube.Testing.Files;
using LightKube.Testing.Logging;
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
        using var output = new ProcessOutput(_path, _ => LogLevel.Information, _logs.CreateLogger("test"));

        File.AppendAllText(_path, "one\ntwo\nthr");
        output.LogNewLines();
        File.AppendAllText(_path, "ee\n");
        output.LogNewLines();

        Assert.That(_logs.Messages, Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public void A_line_has_the_level_that_its_text_says()
    {
        using var output = new ProcessOutput(_path, line => line.StartsWith("E ") ? LogLevel.Error : LogLevel.Debug, _logs.CreateLogger("test"));

        File.AppendAllText(_path, "E broken\nfine\n");
        output.LogNewLines();

        Assert.That(_logs.All.TakeLast(2).Select(line => (line.Level, line.Message)), Is.EqualTo(new[] { (LogLevel.Error, "E broken"), (LogLevel.Debug, "fine") }));
    }

    [Test]
    public void A_line_longer_than_the_buffer_is_logged_in_pieces()
    {
        using var output = new ProcessOutput(_path, _ => LogLevel.Information, _logs.CreateLogger("test"));

        File.AppendAllText(_path, new string('x', ProcessOutput.LongestLine + 5) + "\n");
        output.LogNewLines();

        Assert.That(_logs.Messages.TakeLast(2).Select(message => message.Length), Is.EqualTo(new[] { ProcessOutput.LongestLine, 5 }));
    }

    [Test]
    public void The_last_lines_explain_a_failure_the_unfinished_one_too()
    {
        using var output = new ProcessOutput(_path, _ => LogLevel.Information, _logs.CreateLogger("test"));
        File.AppendAllText(_path, string.Concat(Enumerable.Range(1, ProcessOutput.KeptLines + 1).Select(i => $"line {i}\n")) + "panic");

        output.LogRest();

        Assert.That(output.LastLines, Does.StartWith("line 3 | ").And.EndWith("| panic"));
    }

    [Test]
    public void A_file_that_has_grown_large_is_emptied_and_followed_on()
    {
        using var output = new ProcessOutput(_path, _ => LogLevel.Information, _logs.CreateLogger("test"));
        var line = new string('x', 1023) + "\n";
        File.AppendAllText(_path, string.Concat(Enumerable.Repeat(line, (int)(ProcessOutput.LargestFile / line.Length))));

        output.LogNewLines();
        Assert.That(new FileInfo(_path).Length, Is.Zero);
        File.AppendAllText(_path, "next\n");
        output.LogNewLines();

        Assert.That(_logs.Messages[^1], Is.EqualTo("next"));
    }
}
