namespace LightKube.Api.Errors;

/// <summary>Collects what is wrong with an object's fields, in the words that Kubernetes uses.</summary>
public sealed class FieldErrors
{
    private readonly List<StatusCause> _causes = [];

    public IReadOnlyList<StatusCause> Causes => _causes;

    public bool IsEmpty => _causes.Count == 0;

    public void Required(string path, string detail = "") => Add("FieldValueRequired", path, WithDetail("Required value", detail));

    public void Invalid(string path, string value, string detail) => Add("FieldValueInvalid", path, $"Invalid value: \"{value}\": {detail}");

    public void Invalid(string path, long value, string detail) => Add("FieldValueInvalid", path, $"Invalid value: {value}: {detail}");

    /// <summary>The value is none of those allowed, which are named in ordinal order.</summary>
    public void NotSupported(string path, string value, IEnumerable<string> supported)
    {
        var list = string.Join(", ", supported.Order(StringComparer.Ordinal).Select(item => $"\"{item}\""));
        Add("FieldValueNotSupported", path, $"Unsupported value: \"{value}\": supported values: {list}");
    }

    public void Forbidden(string path, string detail) => Add("FieldValueForbidden", path, WithDetail("Forbidden", detail));

    public void Duplicate(string path, string value) => Add("FieldValueDuplicate", path, $"Duplicate value: \"{value}\"");

    public void NotFound(string path, string value) => Add("FieldValueNotFound", path, $"Not found: \"{value}\"");

    public void TooLong(string path, int maxBytes) => Add("FieldValueTooLong", path, $"Too long: may not be more than {maxBytes} bytes");

    public void TooMany(string path, int actual, int max) => Add("FieldValueTooMany", path, $"Too many: {actual}: must have at most {max} items");

    private static string WithDetail(string text, string detail) => detail.Length == 0 ? text : $"{text}: {detail}";

    private void Add(string reason, string path, string message) => _causes.Add(new StatusCause(reason, message, path));
}
