using System.Globalization;
using LightKube.Api.Documents;

namespace LightKube.Api.Errors;

/// <summary>Collects what is wrong with an object's fields, with the reasons and words of Kubernetes (apimachinery, field.Error).</summary>
public sealed class FieldErrors
{
    private readonly List<StatusCause> _causes = [];

    public IReadOnlyList<StatusCause> Causes => _causes;

    public bool Any => _causes.Count > 0;

    public void Required(FieldPath path, string detail = "") =>
        Add("FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}", path);

    public void Invalid(FieldPath path, Value value, string detail) =>
        Add("FieldValueInvalid", $"Invalid value: {Shown(value)}: {detail}", path);

    public void Duplicate(FieldPath path, Value value) => Add("FieldValueDuplicate", $"Duplicate value: {Shown(value)}", path);

    public void NotFound(FieldPath path, Value value) => Add("FieldValueNotFound", $"Not found: {Shown(value)}", path);

    public void Forbidden(FieldPath path, string detail) => Add("FieldValueForbidden", $"Forbidden: {detail}", path);

    public void NotSupported(FieldPath path, Value value, params IEnumerable<string> supported)
    {
        var values = string.Join(", ", supported.Select(text => $"\"{text}\""));
        Add("FieldValueNotSupported", $"Unsupported value: {Shown(value)}: supported values: {values}", path);
    }

    public void TooLong(FieldPath path, int max) =>
        Add("FieldValueTooLong", $"Too long: may not be more than {max.ToString(CultureInfo.InvariantCulture)} bytes", path);

    public void TooMany(FieldPath path, int actual, int max) => Add(
        "FieldValueTooMany",
        string.Create(CultureInfo.InvariantCulture, $"Too many: {actual}: must have at most {max} items"),
        path);

    /// <exception cref="ApiException">Invalid (422) when there is any error. What two rules found of one field is told once.</exception>
    public void ThrowIfAny(Document document)
    {
        if (Any)
        {
            // What a schema of a custom kind says is told as it is: several branches may fail at one place.
            var causes = document.Schema.Custom is null ? _causes.DistinctBy(static cause => (cause.Field, cause.Reason)) : _causes.Distinct();
            throw ApiException.Invalid(document.Schema, document.Name, [.. causes]);
        }
    }

    /// <summary>Adds a cause in words of its own.</summary>
    public void Add(string reason, string message, string field) => _causes.Add(new StatusCause(reason, message, field));

    private void Add(string reason, string message, FieldPath path) => Add(reason, message, path.ToString());

    private static string Shown(Value value) => value.IsAbsentOrNull ? "null" : value.ToString();
}
