namespace LightKube.Foundation.Configuration;

/// <summary>A command's options, in the order in which help lists them. Help, reference and reading all come from this one table.</summary>
public sealed class OptionSet
{
    /// <summary>What the environment variables of options begin with.</summary>
    public const string VariablePrefix = "LIGHTKUBE_";

    /// <exception cref="ArgumentException">Two options have the same name.</exception>
    public OptionSet(params IReadOnlyList<Option> options)
    {
        if (options.GroupBy(option => option.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two options are named '{twice.Key}'.", nameof(options));
        All = options;
    }

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>The option of that name; null when there is none.</summary>
    public Option? Find(string name) => All.FirstOrDefault(option => option.Name == name);
}
