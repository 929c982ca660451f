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
        var file = FindFile(fromFlags, environment) is { } path ? ReadFile(path) : [];
        return new OptionResolver(options).Resolve(fromFlags, environment, file, OptionTables.All);
    }

    /// <summary>The file to read; null when none is named and the default one is not there. An empty variable names none.</summary>
    internal static string? FindFile(IReadOnlyList<GivenOption> flags, IReadOnlyDictionary<string, string> environment)
    {
        if (flags.FirstOrDefault(flag => flag.Name == ConfigOption.Name) is { } flag)
            return flag.Texts[0];
        if (environment.GetValueOrDefault(ConfigOption.Variable) is { Length: > 0 } named)
            return named;
        return File.Exists(DefaultFile) ? DefaultFile : null;
    }

    /// <exception cref="ConfigurationException">The file cannot be read, or names another.</exception>
    internal static IReadOnlyList<GivenOption> ReadFile(string path)
    {
        var given = ConfigFile.Read(path);
        return given.FirstOrDefault(option => option.Name == ConfigOption.Name) is { } again
            ? throw new ConfigurationException([$"{again.Where}: the file cannot name another file; '{ConfigOption.Name}' is only a flag and a variable."])
            : given;
    }

    private static Dictionary<string, string> ReadEnvironment()
    {
        var environment = new Dictionary<string, string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        return environment;
    }
}
