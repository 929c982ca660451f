using LightKube.Configuration;
using LightKube.Foundation.Configuration;

namespace LightKube.Tests.Configuration;

/// <summary>Server options as a command line gives them.</summary>
internal static class Given
{
    /// <summary>The options of flags such as <c>--node-name n1</c>.</summary>
    internal static ServerOptions Options(params string[] arguments)
    {
        var command = new System.CommandLine.Command("server");
        var flags = new OptionFlags(ServerOptionTable.All, command);
        var given = flags.Read(command.Parse(arguments));
        return ServerOptions.From(new OptionResolver(ServerOptionTable.All).Resolve(given, new Dictionary<string, string>(), [], []));
    }
}
