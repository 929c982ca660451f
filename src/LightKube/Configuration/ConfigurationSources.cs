using System.Collections;
using LightKube.Foundation.Configuration;
using ParseResult = System.CommandLine.ParseResult;

namespace LightKube.Configuration;

/// <summary>Where a command's options come from: its flags, the environment, and the file that these two may name.</summary>
internal static class ConfigurationSources
{
    /// <summary>The file that is read, if it exists, when none is named.</summary>
    private const string DefaultFile = "/etc/lightkube/config.yaml";

    /// <summary>Names the file; only a flag or variable can.</summary>
    internal static readonly Option<string> ConfigOption = Options.Text(
        "config", "", $"File of options, the same names as keys. {DefaultFile} is read if it exists and no other is named.", "/etc/lightkube/config.yaml", "FILE");

    /// <summary>The values of a command's options.</summary>
    /// <exception cref="ConfigurationException">Something given is unknown or cannot be understood.</exception>
    internal static OptionValues Read(OptionSet options, OptionFlags flags, ParseResult parsed)
    {
        var fromFlags = flags.Read(parsed);
        var environment = ReadEnvironment();
        var file = FindFile(fromFlags, environment) is { } path ? ConfigFile.Read(path) : [];
        return new OptionResolver(options).Resolve(fromFlags, environment, file, OptionTables.All);
    }

    private static string? FindFile(IReadOnlyList<GivenOption> flags, Dictionary<string, string> environment) =>
        flags.FirstOrDefault(flag => flag.Name == ConfigOption.Name)?.Texts[0]
        ?? environment.GetValueOrDefault(ConfigOption.Variable)
        ?? (File.Exists(DefaultFile) ? DefaultFile : null);

    private static Dictionary<string, string> ReadEnvironment()
    {
        var environment = new Dictionary<string, string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        return environment;
    }
}
