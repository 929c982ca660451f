using System.CommandLine;
using System.Reflection;

namespace LightKube.Commands;

/// <summary><c>lightkube version</c>: which build this is.</summary>
internal static class VersionCommand
{
    /// <summary>The version and, after a '+', the commit that this was built from.</summary>
    internal static string Version =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    internal static Command Create()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine($"lightkube {Version}");
            return ExitCodes.Success;
        });
        return command;
    }
}
