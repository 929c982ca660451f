namespace LightKube.EndToEnd.Rig;

/// <summary>Runs commands to their end.</summary>
internal static class Command
{
    internal static Task<CommandResult> RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, input: "");

    internal static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string input, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var command = RunningCommand.Start(program, arguments, environment);
        if (input.Length > 0)
            await command.WriteAsync(input);
        return await command.EndAsync();
    }
}
