using System.Globalization;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.Api.Errors;

/// <summary>
/// Collects what is wrong with an object's fields, with the reasons and words of Kubernetes (apimachinery, field.Error), and advice
/// for the client. Belongs to one thread.
/// </summary>
public sealed class FieldErrors
{
    /// <summary>Of all causes: some name a whole list, and there may be one for each of another list's items.</summary>
    public const int MaxCharacters = 1024 * 1024;

    /// <summary>Places of larger objects are not kept for the next one.</summary>
    private const int MaxKeptSteps = 4096;

    [ThreadStatic]
    private static PathStep[]? spare;

    private List<StatusCause>? _causes;
    private List<string>? _warnings;
    private HashSet<string>? _warned;
    private long _characters;
    private PathStep[] _steps = [];
    private int _stepCount;

    public IReadOnlyList<StatusCause> Causes => _causes ?? (IReadOnlyList<StatusCause>)[];

    public IReadOnlyList<string> Warnings => _warnings ?? (IReadOnlyList<string>)[];

    public bool Any => _causes is not null;

    public int Count => _causes?.Count ?? 0;

    /// <summary>All fields that were looked at; for tests.</summary>
    internal ReadOnlySpan<PathStep> Steps => _steps.AsSpan(0, _stepCount);

    /// <summary>The object as the field that all others are below.</summary>
    public Field Root(DocMap root) => new(this, Step(-1, null, PathStep.Made), root);

    public void Required(FieldPath path, string detail = "") =>
        Add("FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}", path);

    public void Invalid(FieldPath path, Value value, string detail) =>
        Add("FieldValueInvalid", $"Invalid value: {ShownValue.Of(value)}: {detail}", path);

    public void Duplicate(FieldPath path, Value value) => Add("FieldValueDuplicate", $"Duplicate value: {ShownValue.Of(value)}", path);

    public void NotFound(FieldPath path, Value value) => Add("FieldValueNotFound", $"Not found: {ShownValue.Of(value)}", path);

    public void Forbidden(FieldPath path, string detail) => Add("FieldValueForbidden", $"Forbidden: {detail}", path);

    public void NotSupported(FieldPath path, Value value, params IEnumerable<string> supported)
    {
        var values = string.Join(", ", supported.Select(text => $"\"{text}\""));
        Add("FieldValueNotSupported", $"Unsupported value: {ShownValue.Of(value)}: supported values: {values}", path);
    }

    public void TooLong(FieldPath path, int max) =>
        Add("FieldValueTooLong", $"Too long: may not be more than {max.ToString(CultureInfo.InvariantCulture)} bytes", path);

    public void TooMany(FieldPath path, int actual, int max) => Add(
        "FieldValueTooMany",
        string.Create(CultureInfo.InvariantCulture, $"Too many: {actual}: must have at most {max} items"),
        path);

    /// <exception cref="ApiException">Invalid (422) when there is any error.</exception>
    public void ThrowIfAny(Document document)
    {
        if (_causes is not null)
        {
            // Several branches of a custom kind's schema may say the same of one place.
            throw ApiException.Invalid(document.Schema, document.Name, document.Schema.Custom is null ? _causes : [.. _causes.Distinct()]);
        }
    }

    /// <summary>Takes over the errors about fields of which none with the same reason is known yet.</summary>
    public void AddNew(FieldErrors others)
    {
        if (!others.Any)
        {
            return;
        }

        var known = Causes.Select(cause => (cause.Field, cause.Reason)).ToHashSet();
        foreach (var cause in others.Causes)
        {
            if (known.Add((cause.Field, cause.Reason)))
            {
                Add(cause.Reason, cause.Message, cause.Field);
            }
        }
    }

    /// <summary>The fields are no longer looked at: what held their places may serve the next object.</summary>
    public void Release()
    {
        if (_steps.Length is > 0 and <= MaxKeptSteps)
        {
            spare = _steps;
        }

        _steps = [];
        _stepCount = 0;
    }

    /// <summary>No more causes are taken: there is no use in writing out what is wrong.</summary>
    internal bool IsFull => _characters >= MaxCharacters;

    /// <summary>Adds a cause in words of its own. What is more than <see cref="MaxCharacters"/> is left out.</summary>
    public void Add(string reason, string message, string field)
    {
        if (!IsFull)
        {
            _characters += message.Length + field.Length;
            (_causes ??= []).Add(new StatusCause(reason, message, field));
        }
    }

    internal void Add(string reason, string message, int place) => Add(reason, message, PathOf(place));

    internal void Warn(string advice)
    {
        if ((_warned ??= new HashSet<string>(StringComparer.Ordinal)).Add(advice))
        {
            (_warnings ??= []).Add(advice);
        }
    }

    internal int Step(int parent, string? name, int index)
    {
        if (_stepCount == _steps.Length)
        {
            Grow();
        }

        _steps[_stepCount] = new PathStep(parent, name, index);
        return _stepCount++;
    }

    internal string PathOf(int place)
    {
        if (_steps[place].Parent < 0)
        {
            return "[]"; // As upstream writes a path without a name.
        }

        var text = new StringBuilder();
        Write(place, text);
        return text.ToString();
    }

    private void Write(int place, StringBuilder text)
    {
        var step = _steps[place];
        if (step.Parent < 0)
        {
            return;
        }

        Write(step.Parent, text);
        _ = step switch
        {
            { Name: null } => text.Append('[').Append(step.Index).Append(']'),
            { Index: PathStep.Key } => text.Append('[').Append(step.Name).Append(']'),
            _ => (text.Length == 0 ? text : text.Append('.')).Append(step.Name),
        };
    }

    private void Grow()
    {
        if (_steps.Length == 0)
        {
            _steps = spare ?? new PathStep[256];
            spare = null;
            return;
        }

        Array.Resize(ref _steps, _steps.Length * 2);
    }

    private void Add(string reason, string message, FieldPath path) => Add(reason, message, path.ToString());
}
