namespace LightKube.Foundation.Configuration;

/// <summary>Makes values of what flags, environment and file say. Flags win over the environment, that over the file, that over defaults.</summary>
public sealed class OptionResolver(OptionSet options)
{
    /// <summary>The values of all options.</summary>
    /// <param name="flags">What the command line says.</param>
    /// <param name="environment">The process's environment; only what begins with <see cref="OptionSet.VariablePrefix"/> is looked at.</param>
    /// <param name="file">What the file says.</param>
    /// <param name="alsoKnown">Options of other commands, which file and environment may hold too.</param>
    /// <exception cref="ConfigurationException">Something given is unknown or cannot be understood; all problems are listed.</exception>
    public OptionValues Resolve(
        IReadOnlyList<GivenOption> flags,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<GivenOption> file,
        IReadOnlyList<OptionSet> alsoKnown)
    {
        var problems = new List<string>();
        var values = options.All.ToDictionary(option => option.Name, option => option.DefaultUntyped);
        var given = new HashSet<string>();
        IReadOnlySet<string> known = options.All.Concat(alsoKnown.SelectMany(set => set.All)).Select(option => option.Name).ToHashSet();
        foreach (var source in new[] { file, FromEnvironment(environment, known, problems), flags })
        {
            foreach (var option in source)
                Take(option, values, given, known, problems);
        }
        return problems.Count == 0 ? new OptionValues(values, given) : throw new ConfigurationException(problems);
    }

    private static List<GivenOption> FromEnvironment(
        IReadOnlyDictionary<string, string> environment, IReadOnlySet<string> known, List<string> problems)
    {
        var given = new List<GivenOption>();
        foreach (var (variable, value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!variable.StartsWith(OptionSet.VariablePrefix, StringComparison.Ordinal))
                continue;
            var name = variable[OptionSet.VariablePrefix.Length..].Replace('_', '-').ToLowerInvariant();
            if (known.Contains(name))
                given.Add(new GivenOption(name, [value], variable));
            else
                problems.Add($"{variable}: unknown variable{Suggestion.Phrase(variable, known.Select(VariableOf))}");
        }
        return given;
    }

    private static string VariableOf(string name) => OptionSet.VariablePrefix + name.Replace('-', '_').ToUpperInvariant();

    private void Take(
        GivenOption option, Dictionary<string, object> values, HashSet<string> given, IReadOnlySet<string> known, List<string> problems)
    {
        if (!known.Contains(option.Name))
        {
            problems.Add($"{option.Where}: unknown key '{option.Name}'{Suggestion.Phrase(option.Name, known)}");
            return;
        }
        if (options.Find(option.Name) is not { } declared)
            return;
        if (option.Texts.Count != 1 && !declared.IsList)
        {
            problems.Add($"{option.Where}: '{option.Name}' takes one value, not {option.Texts.Count}");
            return;
        }
        try
        {
            values[option.Name] = declared.ParseUntyped(option.Texts);
            given.Add(option.Name);
        }
        catch (FormatException error)
        {
            problems.Add($"{option.Where}: '{string.Join(',', option.Texts)}' is no value for '{option.Name}': {error.Message}");
        }
    }
}
