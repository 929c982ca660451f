using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Quantities;

namespace LightKube.Api.Validation;

/// <summary>What is wrong with a value, in Kubernetes' words; nothing when all is well.</summary>
public delegate IReadOnlyList<string> ValueRule(string value);

/// <summary>
/// A field of the object under validation: its value, and its place, which is written out only when an error names it. Reading
/// fields, there or not, allocates nothing; names are those of the versioned API.
/// </summary>
public readonly struct Field
{
    private readonly FieldErrors _errors;
    private readonly int _place;

    internal Field(FieldErrors errors, int place, Value value)
    {
        _errors = errors;
        _place = place;
        Value = value;
    }

    public Value Value { get; }

    /// <summary>True when the field is there and not null: what a pointer that is not nil is upstream.</summary>
    public bool IsSet => !Value.IsAbsentOrNull;

    /// <summary>The text; empty when there is none.</summary>
    public string Text => Value.AsString ?? "";

    public bool HasText => Value.AsString is { Length: > 0 };

    /// <summary>The whole number; 0 when there is none.</summary>
    public long Number => Value.AsInt ?? 0;

    /// <summary>True when the field holds true.</summary>
    public bool IsTrue => Value.IsBool && Value.AsBool == true;

    public DocMap? Map => Value.AsMap;

    /// <summary>How many items the list, or entries the map, has.</summary>
    public int Count => Value.AsList?.Count ?? Value.AsMap?.Count ?? 0;

    /// <summary>The map's entries; none when there is no map.</summary>
    public ReadOnlySpan<DocMap.Entry> Entries => Value.AsMap is { } map ? map.Entries : [];

    /// <summary>The quantity, or null when there is none or it is not one.</summary>
    public Quantity? Quantity => Views.ViewScalars.ToQuantity(Value);

    /// <summary>The field below this one; without a value when it, or this one, is not there.</summary>
    public Field this[string name] => new(_errors, _errors.Step(_place, name, PathStep.Child), Value.AsMap is { } map ? map[name] : default);

    /// <summary>The item of this list.</summary>
    public Field this[int index] => new(_errors, _errors.Step(_place, null, index), Value.AsList is { } list && index < list.Count ? list[index] : default);

    /// <summary>The entry of this map, as in <c>data[key]</c>.</summary>
    public Field Entry(string key) => new(_errors, _errors.Step(_place, key, PathStep.Key), Value.AsMap is { } map ? map[key] : default);

    /// <summary>A place that is no field of the API, but by which upstream's messages call one.</summary>
    public Field Named(string name) => new(_errors, _errors.Step(_place, name, PathStep.Made), default);

    /// <summary>This place with another value.</summary>
    public Field With(Value value) => new(_errors, _place, value);

    /// <summary>A value that messages place here, though it stands elsewhere.</summary>
    public Field Below(string name, Value value) => new(_errors, _errors.Step(_place, name, PathStep.Made), value);

    /// <summary>The whole object, for errors that upstream hangs on no field.</summary>
    public Field Nowhere() => new(_errors, 0, default);

    /// <summary>True when both hold the same, a missing field being the same as null.</summary>
    public bool Same(Field other) => (!IsSet && !other.IsSet) || Value.Equals(other.Value);

    /// <summary>The number of errors so far, to see whether more came.</summary>
    public int Errors => _errors.Count;

    public void Required(string detail = "") => _errors.Add("FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}", _place);

    /// <summary>Shows the field's own value; a missing one as the empty text, which is what most missing fields are upstream.</summary>
    public void Invalid(string detail) => Invalid(Value.IsAbsentOrNull ? "" : Value, detail);

    public void Invalid(Value shown, string detail)
    {
        // A whole list may be shown, once for each of its items.
        if (!_errors.IsFull)
        {
            _errors.Add("FieldValueInvalid", $"Invalid value: {ShownValue.Of(shown)}: {detail}", _place);
        }
    }

    /// <summary>Without a value, where upstream finds it too large to show.</summary>
    public void InvalidUnshown(string detail) => _errors.Add("FieldValueInvalid", $"Invalid value: {detail}", _place);

    public void Duplicate() => Duplicate(Value);

    public void Duplicate(Value shown, string detail = "") =>
        _errors.Add("FieldValueDuplicate", detail.Length == 0 ? $"Duplicate value: {ShownValue.Of(shown)}" : $"Duplicate value: {ShownValue.Of(shown)}: {detail}", _place);

    public void NotFound(string detail = "") =>
        _errors.Add("FieldValueNotFound", detail.Length == 0 ? $"Not found: {ShownValue.Of(Shown)}" : $"Not found: {ShownValue.Of(Shown)}: {detail}", _place);

    public void Forbidden(string detail) => _errors.Add("FieldValueForbidden", $"Forbidden: {detail}", _place);

    /// <param name="supported">In the order in which upstream lists them.</param>
    public void NotSupported(params ReadOnlySpan<string> supported) => NotSupported(Shown, supported);

    public void NotSupported(Value shown, params ReadOnlySpan<string> supported)
    {
        var list = string.Join(", ", Array.ConvertAll(supported.ToArray(), static text => $"\"{text}\""));
        _errors.Add("FieldValueNotSupported", $"Unsupported value: {ShownValue.Of(shown)}: supported values: {list}", _place);
    }

    public void TooLong(int maxBytes) => _errors.Add("FieldValueTooLong", $"Too long: may not be more than {maxBytes} {(maxBytes == 1 ? "byte" : "bytes")}", _place);

    public void TooLongCharacters(int max) =>
        _errors.Add("FieldValueTooLong", $"Too long: may not be more than {max} {(max == 1 ? "character" : "characters")}", _place);

    public void TooMany(int actual, int max) =>
        _errors.Add("FieldValueTooMany", $"Too many: {actual}: must have at most {max} {(max == 1 ? "item" : "items")}", _place);

    public void TooFew(int actual, int min) =>
        _errors.Add("FieldValueTooFew", $"Too few: {actual}: must have at least {min} {(min == 1 ? "item" : "items")}", _place);

    /// <summary>The field is none of those that the map can have.</summary>
    public void Unknown() => _errors.Add("FieldValueForbidden", $"unknown field \"{Path}\"", "");

    public void Internal(string detail) => _errors.Add("InternalError", $"Internal error: {detail}", _place);

    /// <summary>Advice for the client, beginning with the field's path.</summary>
    public void Warn(string advice) => _errors.Warn($"{_errors.PathOf(_place)}: {advice}");

    /// <summary>Advice for the client that names fields itself.</summary>
    public void WarnAsIs(string advice) => _errors.Warn(advice);

    /// <summary>The field's path, for messages.</summary>
    public string Path => _errors.PathOf(_place);

    private Value Shown => Value.IsAbsentOrNull ? "" : Value;
}
