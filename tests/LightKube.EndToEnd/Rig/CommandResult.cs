namespace LightKube.EndToEnd.Rig;

/// <summary>How a command ended.</summary>
/// <param name="Command">The command line, for messages.</param>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record CommandResult(string Command, int ExitCode, string Output, string Errors)
{
    /// <summary>The output's lines, without the empty one at the end.</summary>
    internal string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output's lines, cut into the columns of kubectl's tables.</summary>
    internal string[][] Table => [.. Lines.Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>Fails the test unless the command succeeded.</summary>
    internal CommandResult Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, ToString());
        return this;
    }

    public override string ToString() => $"$ {Command}\nexit code {ExitCode}\n{Output}{Errors}";
}
