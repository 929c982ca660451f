using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.Api.Selectors;

/// <summary>One condition of a label selector.</summary>
public sealed class LabelRequirement
{
    private readonly string[] _values;
    private readonly long _bound;

    private LabelRequirement(string key, LabelOperator op, string[] values, long bound)
    {
        Key = key;
        Operator = op;
        _values = values;
        _bound = bound;
    }

    public string Key { get; }

    public LabelOperator Operator { get; }

    public IReadOnlyList<string> Values => _values;

    /// <exception cref="SelectorException">The key or a value can be no label, or the number of values does not fit.</exception>
    public static LabelRequirement Create(string key, LabelOperator op, IReadOnlyList<string> values)
    {
        if (NameRules.QualifiedName(key) is [var keyError, ..])
        {
            throw new SelectorException($"key: Invalid value: \"{key}\": {keyError}");
        }

        var bound = CheckValues(op, values);
        foreach (var value in values)
        {
            if (NameRules.LabelValue(value) is [var valueError, ..])
            {
                throw new SelectorException($"values[0][{key}]: Invalid value: \"{value}\": {valueError}");
            }
        }

        return new LabelRequirement(NameTable.Shared.GetOrAdd(key), op, [.. values], bound);
    }

    /// <summary>True when the labels, null for none, meet the condition. Allocates nothing.</summary>
    public bool Matches(DocMap? labels)
    {
        var value = labels?.GetString(Key);
        return Operator switch
        {
            LabelOperator.In => value is not null && Has(value),
            LabelOperator.NotIn => value is null || !Has(value),
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            LabelOperator.GreaterThan => Number(value) > _bound,
            _ => Number(value) < _bound,
        };
    }

    public override string ToString() => Operator switch
    {
        LabelOperator.In when _values.Length == 1 => $"{Key}={_values[0]}",
        LabelOperator.NotIn when _values.Length == 1 => $"{Key}!={_values[0]}",
        LabelOperator.In => $"{Key} in ({Sorted()})",
        LabelOperator.NotIn => $"{Key} notin ({Sorted()})",
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        LabelOperator.GreaterThan => $"{Key}>{_values[0]}",
        _ => $"{Key}<{_values[0]}",
    };

    private static long CheckValues(LabelOperator op, IReadOnlyList<string> values)
    {
        switch (op)
        {
            case LabelOperator.In or LabelOperator.NotIn when values.Count == 0:
                throw new SelectorException("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
            case LabelOperator.Exists or LabelOperator.DoesNotExist when values.Count > 0:
                throw new SelectorException("values: Invalid value: values set must be empty for exists and does not exist");
            case LabelOperator.GreaterThan or LabelOperator.LessThan:
                return values.Count == 1 && Number(values[0]) is { } bound
                    ? bound
                    : throw new SelectorException("values: Invalid value: for 'Gt', 'Lt' operators, exactly one value is required, and it must be an integer");
            default:
                return 0;
        }
    }

    private static long? Number(string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string Sorted() => string.Join(",", _values.Order(StringComparer.Ordinal));

    private bool Has(string value)
    {
        foreach (var candidate in _values)
        {
            if (string.Equals(candidate, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
