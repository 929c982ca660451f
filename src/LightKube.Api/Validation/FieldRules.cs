using LightKube.Api.Documents;

namespace LightKube.Api.Validation;

/// <summary>Rules that many fields share.</summary>
public static class FieldRules
{
    public const string NotNegative = "must be greater than or equal to 0";
    public const string NotPositive = "must be greater than zero";
    public const string Immutable = "field is immutable";

    /// <summary>The field's text, be it empty, must obey the rule.</summary>
    public static void Obey(this Field field, ValueRule rule) => field.Report(rule(field.Text));

    /// <summary>The field's text must obey the rule unless it is empty.</summary>
    public static void ObeyIfAny(this Field field, ValueRule rule)
    {
        if (field.HasText)
        {
            field.Report(rule(field.Text));
        }
    }

    /// <summary>The field must have a text, and that must obey the rule.</summary>
    public static void RequireAndObey(this Field field, ValueRule rule)
    {
        if (field.HasText)
        {
            field.Report(rule(field.Text));
        }
        else
        {
            field.Required();
        }
    }

    public static void Require(this Field field, string detail = "")
    {
        if (!field.HasText)
        {
            field.Required(detail);
        }
    }

    /// <summary>One error for each problem, showing the field's text.</summary>
    public static void Report(this Field field, IReadOnlyList<string> problems)
    {
        for (var i = 0; i < problems.Count; i++)
        {
            field.Invalid(field.Text, problems[i]);
        }
    }

    /// <summary>The field's text, be it empty, must be one of these, which stand in the order in which upstream lists them.</summary>
    public static void BeOneOf(this Field field, ReadOnlySpan<string> supported)
    {
        if (!supported.Contains(field.Text))
        {
            field.NotSupported(supported);
        }
    }

    public static void BeOneOfIfAny(this Field field, ReadOnlySpan<string> supported)
    {
        if (field.HasText)
        {
            field.BeOneOf(supported);
        }
    }

    /// <summary>As <see cref="BeOneOf"/> for a field that may be left out, but not be empty.</summary>
    public static void BeOneOfIfSet(this Field field, ReadOnlySpan<string> supported)
    {
        if (field.IsSet)
        {
            field.BeOneOf(supported);
        }
    }

    public static void RequireOneOf(this Field field, ReadOnlySpan<string> supported)
    {
        if (field.HasText)
        {
            field.BeOneOf(supported);
        }
        else
        {
            field.Required();
        }
    }

    public static void BeNotNegative(this Field field)
    {
        if (field.Number < 0)
        {
            field.Invalid(field.Number, NotNegative);
        }
    }

    public static void BeWithin(this Field field, long least, long most)
    {
        if (field.Number < least || field.Number > most)
        {
            field.Invalid(field.Number, Between(least, most));
        }
    }

    public static string Between(long least, long most) => $"must be between {least} and {most}, inclusive";

    public static void BePort(this Field field) => field.BeWithin(1, 65535);

    /// <summary>A port's number or name; what is missing counts as 0.</summary>
    public static void BePortOrName(this Field field)
    {
        if (field.Value.AsString is not null)
        {
            field.Obey(NameRules.PortName);
        }
        else
        {
            field.BePort();
        }
    }

    public static void BeUnchanged(this Field field, Field old)
    {
        if (!field.Same(old))
        {
            field.Invalid(field.Value, Immutable);
        }
    }

    /// <summary>Keys and values of a map of labels.</summary>
    public static void BeLabels(this Field field)
    {
        foreach (ref readonly var label in field.Entries)
        {
            foreach (var problem in NameRules.QualifiedName(label.Key))
            {
                field.Invalid(label.Key, problem);
            }

            var value = label.Value.AsString ?? "";
            foreach (var problem in NameRules.LabelValue(value))
            {
                field.Invalid(value, problem);
            }
        }
    }

    /// <summary>A path below some directory: relative, and never leading out of it.</summary>
    public static void BeDescendingPath(this Field field) => field.BeDescendingPath(field.Text);

    /// <inheritdoc cref="BeDescendingPath(Field)"/>
    public static void BeDescendingPath(this Field field, string path)
    {
        if (path.StartsWith('/'))
        {
            field.Invalid(path, "must be a relative path");
        }

        field.HaveNoBacksteps(path);
    }

    public static void HaveNoBacksteps(this Field field, string path)
    {
        if (HasBackstep(path))
        {
            field.Invalid(path, "must not contain '..'");
        }
    }

    /// <summary>A descending path that does not begin with two dots either: those names are the kubelet's.</summary>
    public static void BeUnreservedPath(this Field field)
    {
        field.BeDescendingPath();
        if (field.Text.StartsWith("..", StringComparison.Ordinal) && !field.Text.StartsWith("../", StringComparison.Ordinal))
        {
            field.Invalid("must not start with '..'");
        }
    }

    public static bool HasBackstep(string path)
    {
        if (!path.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part) is "..")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>No item is equal to an earlier one.</summary>
    public static void BeDistinct(this Field list)
    {
        var seen = new HashSet<Value>();
        for (var i = 0; i < list.Count; i++)
        {
            if (!seen.Add(list[i].Value))
            {
                list[i].Duplicate();
            }
        }
    }

    /// <summary>True when the list has that text.</summary>
    public static bool Contains(this Field list, string text) => list.Value.AsList is { } items && items.IndexOf(text) >= 0;

    internal static bool IsEmptyOrAbsent(this Value value) => value.IsAbsentOrNull || value.AsList is { Count: 0 } || value.AsMap is { Count: 0 };
}
