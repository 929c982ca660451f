namespace LightKube.EndToEnd.Verbs;

internal sealed class ExecTests(string version) : KubectlFixture(version)
{
    [OneTimeSetUp]
    public async Task CreatePod()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("subject"));
        await Kubectl.ReadyAsync("subject");
    }

    [Test]
    public async Task Output_errors_and_exit_code_arrive()
    {
        var result = await Kubectl.TryAsync("exec", "subject", "--", "sh", "-c", "echo out; echo err >&2; exit 3");

        Assert.That(result.Output, Is.EqualTo("out\n"));
        Assert.That(result.Errors, Does.StartWith("err\n").And.Contain("exit code 3"));
        Assert.That(result.ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task Input_arrives_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(n => $"{n}\n"));

        var count = await Kubectl.PipeAsync(text, "exec", "-i", "subject", "--", "wc", "-c");

        Assert.That(count.Output.Trim(), Is.EqualTo($"{text.Length}"));
    }

    [Test]
    public async Task Terminal_can_be_talked_to()
    {
        await using var shell = Kubectl.StartOnTerminal("exec", "-it", "subject", "--", "sh");
        await shell.WriteAsync("tty; echo $((6 * 7))\n");
        await shell.OutputAsync(output => output.Contains("/dev/pts/") && output.Contains("42"), "the answer on a terminal");

        await shell.WriteAsync("exit 5\n");

        Assert.That((await shell.EndAsync()).ExitCode, Is.EqualTo(5));
    }

    [Test]
    public async Task Program_that_is_not_there_is_an_error()
    {
        var result = await Kubectl.TryAsync("exec", "subject", "--", "no-such-program");

        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Errors, Does.Contain("no-such-program"));
    }
}
