namespace LightKube.Foundation.Configuration;

/// <summary>What the options of a set are, once all sources have been read.</summary>
public sealed class OptionValues
{
    private readonly IReadOnlyDictionary<string, object> _values;

    internal OptionValues(IReadOnlyDictionary<string, object> values, IReadOnlySet<string> given) => (_values, Given) = (values, given);

    /// <summary>The names of the options that were given, as opposed to left at their defaults.</summary>
    public IReadOnlySet<string> Given { get; }

    /// <summary>The value of an option of the set.</summary>
    public T Get<T>(Option<T> option)
        where T : notnull => (T)_values[option.Name];
}
