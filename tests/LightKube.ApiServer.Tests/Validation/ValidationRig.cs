using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Tests.Validation;

/// <summary>
/// A valid object of some kind, and what is said of it once something in it is changed. A change is <c>path=JSON</c>, or
/// <c>path-</c> to remove; steps of the path are separated by slashes, since keys have dots.
/// </summary>
internal sealed class ValidationRig(string json)
{
    private static readonly string[] Meta =
    [
        "\"uid\":\"5a4f1f1e-6f2a-4c0e-8d0c-3f1e5d2c1b0a\"", "\"creationTimestamp\":\"2026-01-02T03:04:05Z\"", "\"resourceVersion\":\"7\"",
    ];

    private readonly DocMap _valid = JsonText.Parse(json).AsMap!;

    /// <summary>The errors of a new object: <c>path: message</c>.</summary>
    public IReadOnlyList<string> Create(params string[] changes) => Texts(Run(Changed(changes), null, ""));

    /// <summary>The errors of a change to the valid object.</summary>
    public IReadOnlyList<string> Update(params string[] changes) => UpdateOf([], changes);

    /// <summary>The errors of a change to the valid object after other changes.</summary>
    public IReadOnlyList<string> UpdateOf(string[] before, params string[] changes) => UpdateThrough("", before, changes);

    public IReadOnlyList<string> UpdateThrough(string subresource, string[] before, params string[] changes) =>
        Texts(Run(Changed([.. before, .. changes]), Changed(before), subresource));

    public IReadOnlyList<string> Warnings(params string[] changes) => Run(Changed(changes), null, "").Warnings;

    public Document Changed(params string[] changes)
    {
        var root = _valid.DeepClone();
        foreach (var change in changes)
        {
            Apply(root, change);
        }

        var kind = BuiltIn.Kind(root.GetString("apiVersion")!, root.GetString("kind")!);
        SchemaValidation.Check(root, kind, FieldValidation.Strict);
        ObjectDefaults.Apply(kind, root);
        return new Document(kind, root);
    }

    private static FieldErrors Run(Document document, Document? old, string subresource)
    {
        var validation = KindValidations.Find(document.Schema) ?? throw new InvalidOperationException($"no rules for {document.Schema.Kind}");
        var errors = new FieldErrors();
        var root = errors.Root(document.Root);
        if (old is null)
        {
            validation.Create(root);
        }
        else
        {
            validation.Update(root, errors.Root(old.Root), subresource);
        }

        if (!errors.Any)
        {
            validation.Warn(root, old is null ? root.With(default) : errors.Root(old.Root));
        }

        Assert.That(FieldTrail.Unknown(errors, document.Schema), Is.Empty, "rules ask for fields that the kind does not have");
        return errors;
    }

    private static IReadOnlyList<string> Texts(FieldErrors errors) => [.. errors.Causes.Select(cause => $"{cause.Field}: {cause.Message}")];

    private static void Apply(DocMap root, string change)
    {
        var equals = change.IndexOf('=', StringComparison.Ordinal);
        var removes = equals < 0;
        var steps = (removes ? change[..^1] : change[..equals]).Split('/').Select(step => step.Replace("~", "/", StringComparison.Ordinal)).ToArray();
        Value at = root;
        foreach (var step in steps[..^1])
        {
            at = at.AsMap is { } map ? Below(map, step) : at.AsList![int.Parse(step, provider: null)];
        }

        Set(at, steps[^1], removes ? default : JsonText.Parse(change[(equals + 1)..]));
    }

    private static Value Below(DocMap map, string step) => map[step].AsList is { } list ? list : map.GetOrAddMap(step);

    private static void Set(Value at, string step, Value value)
    {
        if (at.AsMap is { } map)
        {
            map.Set(step, value);
        }
        else if (step == "+")
        {
            at.AsList!.Add(value);
        }
        else if (value.IsAbsent)
        {
            at.AsList!.RemoveAt(int.Parse(step, provider: null));
        }
        else
        {
            at.AsList![int.Parse(step, provider: null)] = value;
        }
    }

    /// <summary>What every stored object has.</summary>
    public static string Stored(string name, string? space = "default") =>
        $"\"name\":\"{name}\",{(space is null ? "" : $"\"namespace\":\"{space}\",")}{string.Join(",", Meta)}";
}
