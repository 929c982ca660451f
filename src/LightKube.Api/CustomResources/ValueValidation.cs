using System.Globalization;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Regexes;

namespace LightKube.Api.CustomResources;

/// <summary>
/// Judges a value by its schema, with the paths and words of kube-openapi. On an update, what was wrong before and has not changed passes
/// (ratcheting): an object must not become stuck because its definition was tightened.
/// </summary>
public sealed class ValueValidation
{
    /// <summary>Errors reported of one object; a client that makes more of them has seen enough.</summary>
    public const int MaxErrors = 100;

    // What of several branches is the best failure is decided by how much of each was met.
    private readonly ValueCursor _cursor;
    private readonly string _prefix;
    private List<SchemaError> _errors = [];

    private ValueValidation(Value value, Value old, string prefix)
    {
        _cursor = new ValueCursor(value, old);
        _prefix = prefix;
    }

    /// <param name="value">The value.</param>
    /// <param name="old">The same before the update; absent on a creation.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <param name="prefix">The path of the value when it is not the whole object: <c>status</c>.</param>
    public static void Check(Value value, Value old, StructuralSchema schema, FieldErrors errors, string prefix = "")
    {
        var validation = new ValueValidation(value, old, prefix);
        validation.Visit(value, schema);
        foreach (var error in validation._errors.Distinct().Take(MaxErrors))
        {
            errors.Add(error.Reason, error.Message, error.Field);
        }
    }

    // Returns how many checks were met.
    private int Visit(Value value, StructuralSchema schema)
    {
        var before = _errors.Count;
        var met = Judge(value, schema);
        if (_errors.Count > before && _cursor.IsUnchanged())
        {
            _errors.RemoveRange(before, _errors.Count - before);
        }

        return met;
    }

    private int Judge(Value value, StructuralSchema schema)
    {
        var met = CheckType(value, schema) + 1;
        if (value.IsNull)
        {
            CheckEnum(value, schema.Values);
            return met;
        }

        if (schema.Values is { } constraints)
        {
            met += constraints.HasJunctors ? JunctorCheck(value, constraints) + 2 : 2;
            met += value.AsString is { } text ? CheckString(text, constraints) : value.AsDouble is not null ? CheckNumber(value, constraints) : 0;
            if (value.AsList is { } list)
            {
                CheckItemCount(list, constraints);
            }

            CheckEnum(value, constraints);
        }

        return met + VisitChildren(value, schema) + 1;
    }

    private int VisitChildren(Value value, StructuralSchema schema)
    {
        var met = 0;
        if (value.AsList is { } list)
        {
            for (var i = 0; schema.Items is not null && i < list.Count; i++)
            {
                _cursor.Enter(i, schema);
                met += Visit(list[i], schema.Items);
                _cursor.Leave();
            }

            return met + 1;
        }

        return value.AsMap is { } map ? VisitFields(map, schema) : met;
    }

    private int VisitFields(DocMap map, StructuralSchema schema)
    {
        var met = 0;
        if (schema.Values is { } constraints)
        {
            CheckFieldCount(map, constraints);
        }

        foreach (ref readonly var entry in map.Entries)
        {
            if (schema.Field(entry.Key) is { } field)
            {
                _cursor.Enter(entry.Key, schema);
                met += Visit(entry.Value, field);
                _cursor.Leave();
            }
            else if (schema.ForbidsAdditional)
            {
                Invalid(default, $"{Path()}.{entry.Key} in body is a forbidden property");
            }
        }

        foreach (var name in schema.Values?.Required ?? [])
        {
            if (!map.Contains(name))
            {
                _cursor.Enter(name, schema);
                Add("FieldValueRequired", "Required value", FieldPathText());
                _cursor.Leave();
            }
        }

        return met;
    }

    private int CheckType(Value value, StructuralSchema schema)
    {
        var wanted = schema.IsIntOrString ? "integer,string" : schema.Type;
        if (wanted.Length == 0 || (value.IsNull && schema.Nullable))
        {
            return wanted.Length == 0 ? 0 : 1;
        }

        var actual = TypeOf(value);
        var fits = schema.IsIntOrString
            ? value.AsString is not null || value.AsInt is not null
            : actual == wanted || (wanted == "number" && value.AsDouble is not null) || (wanted == "integer" && value.AsInt is not null);
        if (!fits)
        {
            Add("FieldValueTypeInvalid", $"Invalid value: \"{actual}\": {Path()} in body must be of type {wanted}: \"{actual}\"", FieldPathText());
        }

        return fits ? 1 : 0;
    }

    private int CheckString(string text, ValueConstraints constraints)
    {
        // As upstream, one complaint about length and pattern, and one about the format.
        var length = constraints.MaxLength is null && constraints.MinLength is null ? 0 : RuneCount(text);
        if (constraints.MaxLength < length)
        {
            Add("FieldValueTooLong", string.Create(CultureInfo.InvariantCulture, $"Too long: may not be more than {constraints.MaxLength} bytes"), FieldPathText());
        }
        else if (constraints.MinLength > length)
        {
            Invalid(text, string.Create(CultureInfo.InvariantCulture, $"{Path()} in body should be at least {constraints.MinLength} chars long"));
        }
        else if (constraints.Pattern.Length > 0 && !Re2Regex.Get(constraints.Pattern).IsMatch(text))
        {
            Invalid(text, $"{Path()} in body should match '{constraints.Pattern}'");
        }

        if (constraints.Format.Length > 0 && ValueFormats.IsOfString(constraints.Format) && !ValueFormats.Fits(text, constraints.Format))
        {
            Add("FieldValueTypeInvalid", $"Invalid value: {JsonText.Of(text)}: {Path()} in body must be of type {constraints.Format}: {JsonText.Of(text)}", FieldPathText());
        }

        return 1;
    }

    private int CheckNumber(Value value, ValueConstraints constraints)
    {
        var number = value.AsDouble!.Value;
        if (constraints.Format == "int32" && number is < int.MinValue or > int.MaxValue)
        {
            Composite($"Checked value must be of type integer with format int32 in {Path()}");
        }

        if (constraints.MultipleOf is { } factor && !IsMultiple(value, factor))
        {
            Invalid(value, $"{Path()} in body should be a multiple of {Number(factor)}");
        }

        if (constraints.Maximum is { } maximum && (number > maximum || (constraints.ExclusiveMaximum && number >= maximum)))
        {
            Invalid(value, $"{Path()} in body should be less than {(constraints.ExclusiveMaximum ? "" : "or equal to ")}{Number(maximum)}");
        }

        if (constraints.Minimum is { } minimum && (number < minimum || (constraints.ExclusiveMinimum && number <= minimum)))
        {
            Invalid(value, $"{Path()} in body should be greater than {(constraints.ExclusiveMinimum ? "" : "or equal to ")}{Number(minimum)}");
        }

        return 2;
    }

    private static bool IsMultiple(Value value, double factor)
    {
        if (factor <= 0)
        {
            return true;
        }

        if (value.IsInt && factor >= 1 && Math.Floor(factor) == factor)
        {
            return value.AsInt!.Value % (long)factor == 0;
        }

        var times = factor < 1 ? 1 / factor * value.AsDouble!.Value : value.AsDouble!.Value / factor;
        return Math.Abs(times - Math.Round(times)) <= 1e-9 * Math.Max(1, Math.Abs(times));
    }

    private void CheckItemCount(DocList list, ValueConstraints constraints)
    {
        if (constraints.MinItems > list.Count)
        {
            Invalid(list.Count, string.Create(CultureInfo.InvariantCulture, $"{Path()} in body should have at least {constraints.MinItems} items"));
        }

        if (constraints.MaxItems < list.Count)
        {
            TooMany(list.Count, constraints.MaxItems.Value);
        }

        if (constraints.UniqueItems && HasDuplicates(list))
        {
            Invalid("", $"{Path()} in body shouldn't contain duplicates");
        }
    }

    private void CheckFieldCount(DocMap map, ValueConstraints constraints)
    {
        if (constraints.MinProperties > map.Count)
        {
            Invalid(map.Count, string.Create(CultureInfo.InvariantCulture, $"{Path()} in body should have at least {constraints.MinProperties} properties"));
        }

        if (constraints.MaxProperties < map.Count)
        {
            TooMany(map.Count, constraints.MaxProperties.Value);
        }
    }

    private void CheckEnum(Value value, ValueConstraints? constraints)
    {
        if (constraints is not { Enum.Count: > 0 } || constraints.Enum.Contains(value))
        {
            return;
        }

        var allowed = string.Join(", ", constraints.Enum.Select(option => $"\"{option.AsString ?? option.ToString()}\""));
        Add("FieldValueNotSupported", $"Unsupported value: {(value.IsNull ? "null" : value.ToString())}: supported values: {allowed}", FieldPathText());
    }

    private static bool HasDuplicates(DocList list)
    {
        var seen = new HashSet<Value>();
        foreach (ref readonly var item in list.Items)
        {
            if (!seen.Add(item))
            {
                return true;
            }
        }

        return false;
    }

    private int JunctorCheck(Value value, ValueConstraints constraints)
    {
        var met = 1;
        if (constraints.AnyOf.Count > 0)
        {
            var (valid, best) = Try(value, constraints.AnyOf, firstIsEnough: true);
            if (valid == 0)
            {
                Composite($"\"{Path()}\" must validate at least one schema (anyOf)");
            }

            met += Keep(best);
        }

        if (constraints.OneOf.Count > 0)
        {
            var (valid, best) = Try(value, constraints.OneOf, firstIsEnough: false);
            if (valid != 1)
            {
                Composite($"\"{Path()}\" must validate one and only one schema (oneOf). {(valid == 0 ? "Found none valid" : string.Create(CultureInfo.InvariantCulture, $"Found {valid} valid alternatives"))}");
            }

            met += Keep(best);
        }

        met += AllOf(value, constraints.AllOf);
        if (constraints.Not is { } not && Attempt(value, not).Errors.Count == 0)
        {
            Composite($"\"{Path()}\" must not validate the schema (not)");
        }

        return met;
    }

    private int AllOf(Value value, IReadOnlyList<StructuralSchema> branches)
    {
        var met = 0;
        var valid = 0;
        foreach (var branch in branches)
        {
            var attempt = Attempt(value, branch);
            valid += attempt.Errors.Count == 0 ? 1 : 0;
            met += Keep(attempt);
        }

        if (valid < branches.Count)
        {
            Composite($"\"{Path()}\" must validate all the schemas (allOf){(valid == 0 ? ". None validated" : "")}");
        }

        return met;
    }

    private (int Valid, (List<SchemaError> Errors, int Met)? Best) Try(Value value, IReadOnlyList<StructuralSchema> branches, bool firstIsEnough)
    {
        var valid = 0;
        (List<SchemaError> Errors, int Met)? best = null;
        foreach (var branch in branches)
        {
            var attempt = Attempt(value, branch);
            if (attempt.Errors.Count == 0)
            {
                valid++;
                best = valid == 1 ? attempt : best;
                if (firstIsEnough)
                {
                    break;
                }
            }
            else if (valid == 0 && (best is null || attempt.Met > best.Value.Met))
            {
                best = attempt;
            }
        }

        return (valid, best);
    }

    private (List<SchemaError> Errors, int Met) Attempt(Value value, StructuralSchema branch)
    {
        var kept = _errors;
        _errors = [];
        var met = Judge(value, branch);
        var found = _errors;
        _errors = kept;
        return (found, met);
    }

    private int Keep((List<SchemaError> Errors, int Met)? attempt)
    {
        if (attempt is not { } some)
        {
            return 0;
        }

        _errors.AddRange(some.Errors);
        return some.Met;
    }

    private static string TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Map => "object",
        ValueKind.List => "array",
        ValueKind.Bool => "boolean",
        ValueKind.String => "string",
        ValueKind.Int => "integer",
        ValueKind.Double => "number",
        _ => "null",
    };

    private static long RuneCount(string text)
    {
        var count = 0L;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    // As Go's %v: whole numbers without a point.
    private static string Number(double number) => number.ToString(Math.Abs(number) < 1e21 ? "0.#################" : "R", CultureInfo.InvariantCulture);

    private string Path() => _cursor.Path();

    private string FieldPathText()
    {
        var path = _cursor.Path();
        return _prefix.Length == 0 ? (path.Length == 0 ? "<nil>" : path) : path.Length == 0 ? _prefix : $"{_prefix}.{path}";
    }

    private void Invalid(Value value, string detail) =>
        Add("FieldValueInvalid", $"Invalid value: {(value.IsAbsent ? "\"\"" : value.AsString is { } text ? JsonText.Of(text) : value.ToString())}: {detail}", FieldPathText());

    private void TooMany(int actual, long max) =>
        Add("FieldValueTooMany", string.Create(CultureInfo.InvariantCulture, $"Too many: {actual}: must have at most {max} items"), FieldPathText());

    // What a junctor says stands at no field, as upstream has it.
    private void Composite(string detail) => Add("FieldValueInvalid", $"Invalid value: \"\": {detail}", _prefix.Length == 0 ? "<nil>" : _prefix);

    private void Add(string reason, string message, string field)
    {
        if (_errors.Count <= MaxErrors * 4)
        {
            _errors.Add(new SchemaError(reason, message, field));
        }
    }
}
