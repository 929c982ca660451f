using LightKube.Kubelet.Runtime.Containerd;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Tests.Runtime;

public sealed class ContainerdLogTests
{
    [TestCase("trace", LogLevel.Trace)]
    [TestCase("debug", LogLevel.Trace)]
    [TestCase("info", LogLevel.Debug)]
    [TestCase("warning", LogLevel.Warning)]
    [TestCase("error", LogLevel.Error)]
    [TestCase("fatal", LogLevel.Critical)]
    [TestCase("panic", LogLevel.Critical)]
    public void Its_levels_are_ours(string level, LogLevel expected) =>
        Assert.That(ContainerdLog.Read($"time=\"2026-11-21T01:48:00Z\" level={level} msg=hello").Level, Is.EqualTo(expected));

    [Test]
    public void The_message_comes_first_and_the_rest_as_values()
    {
        var line = ContainerdLog.Read(
            "time=\"2026-11-21T01:48:00.123Z\" level=warning msg=\"cannot \\\"do\\\" it\\nnow\" error=\"open C:\\\\x: gone\" id=4f2a empty=");

        Assert.That(line.Message, Is.EqualTo("cannot \"do\" it\nnow"));
        Assert.That(line.Values, Is.EqualTo(new KeyValuePair<string, object?>[]
        {
            new("error", @"open C:\x: gone"), new("id", "4f2a"), new("empty", ""),
        }));
    }

    [TestCase("panic: runtime error: index out of range [5] with length 3")]
    [TestCase("goroutine 1 [running]:")]
    [TestCase("level=warning")]
    [TestCase("level=loud msg=hello")]
    [TestCase("a b=c")]
    [TestCase("=")]
    public void A_line_of_another_form_stays_as_it_is(string line)
    {
        var read = ContainerdLog.Read(line);

        Assert.That((read.Level, read.Message), Is.EqualTo((LogLevel.Information, line)));
        Assert.That(read.Values, Is.Empty);
    }

    [TestCase("level=error msg=\"never ends", "never ends")]
    [TestCase("level=error msg=\"ends with \\", "ends with \\")]
    public void A_line_that_was_cut_is_read_as_far_as_it_goes(string line, string message) =>
        Assert.That(ContainerdLog.Read(line).Message, Is.EqualTo(message));
}
