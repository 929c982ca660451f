namespace LightKube.Foundation.Configuration;

/// <summary>
/// An option, declared once: the flag <c>--data-dir</c>, the variable <c>LIGHTKUBE_DATA_DIR</c> and the key <c>data-dir</c> of config.yaml.
/// </summary>
public abstract record Option(string Name, string Help)
{
    /// <summary>What the value is called in help: <c>DURATION</c>.</summary>
    public required string ValueName { get; init; }

    /// <summary>The default as a person would write it; empty when there is none.</summary>
    public required string DefaultText { get; init; }

    /// <summary>A value that shows the form.</summary>
    public required string Sample { get; init; }

    /// <summary>Whether the flag may stand alone, and then means true.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Whether it may be given more than once, or as a YAML list.</summary>
    public bool IsList { get; init; }

    /// <summary>The environment variable.</summary>
    public string Variable => OptionSet.VariablePrefix + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>The value that texts mean; one text unless <see cref="IsList"/>.</summary>
    /// <exception cref="FormatException">They mean nothing; the message says what is expected.</exception>
    internal abstract object ParseUntyped(IReadOnlyList<string> texts);

    /// <summary>The default value.</summary>
    internal abstract object DefaultUntyped { get; }
}

/// <summary>An option whose values are of one type.</summary>
public sealed record Option<T>(string Name, string Help) : Option(Name, Help)
    where T : notnull
{
    /// <summary>The value when none is given.</summary>
    public required T Default { get; init; }

    /// <summary>The value that texts mean. Throws <see cref="FormatException"/> with what is expected.</summary>
    public required Func<IReadOnlyList<string>, T> Parse { get; init; }

    internal override object DefaultUntyped => Default;

    internal override object ParseUntyped(IReadOnlyList<string> texts) => Parse(texts);
}
