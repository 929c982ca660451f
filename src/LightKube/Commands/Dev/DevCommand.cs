using System.CommandLine;

namespace LightKube.Commands.Dev;

/// <summary><c>lightkube dev</c>: clusters in network namespaces of their own, for trying things and for tests.</summary>
internal static class DevCommand
{
    internal static Command Create(TimeProvider time) => new("dev", "Clusters in namespaces of their own, side by side, on this machine")
    {
        UpCommand.Create(time),
        ExecCommand.Create(),
        ImportCommand.Create(),
        ListCommand.Create(),
        DownCommand.Create(time),
    };

    /// <summary>The option that names the cluster; the same in every command.</summary>
    internal static Option<string> NameOption() => new("--name")
    {
        Description = "The cluster's name",
        DefaultValueFactory = _ => "dev",
    };

    /// <summary>Namespaces, mounts and cgroups are made by root alone.</summary>
    internal static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new CommandFailedException("A cluster's namespaces are made by root. Run the command with sudo.");
    }

    /// <summary>Runs a command's action and turns what went wrong into a message and an exit code.</summary>
    internal static async Task<int> RunAsync(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is CommandFailedException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"lightkube dev: {e.Message}");
            return 1;
        }
    }
}
