using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>What stands in a field of a configuration file. Tells of fields that nobody knows, and of values of another type.</summary>
internal sealed class FileShape
{
    private readonly string _expected;
    private readonly Func<Field, bool> _fits;
    private readonly (string Name, FileShape Shape)[] _fields;
    private readonly FileShape? _item;

    private FileShape(string expected, Func<Field, bool> fits, (string Name, FileShape Shape)[]? fields = null, FileShape? item = null) =>
        (_expected, _fits, _fields, _item) = (expected, fits, fields ?? [], item);

    public static FileShape Text { get; } = new("a string", static field => field.Value.AsString is not null);

    public static FileShape Flag { get; } = new("true or false", static field => field.Value.IsBool);

    public static FileShape Texts { get; } = ListOf(Text);

    public static FileShape ListOf(FileShape item) => new("a list", static field => field.Value.AsList is not null, item: item);

    public static FileShape MapOf(params (string Name, FileShape Shape)[] fields) => new("a map", static field => field.Value.AsMap is not null, fields);

    /// <summary>Adds what does not fit to the field's errors.</summary>
    public void Check(Field field)
    {
        if (!field.IsSet)
        {
            return;
        }

        if (!_fits(field))
        {
            field.Invalid($"expected {_expected}");
            return;
        }

        for (var i = 0; _item is not null && i < field.Count; i++)
        {
            _item.Check(field[i]);
        }

        foreach (var entry in field.Value.AsMap is { } map ? map.Entries : [])
        {
            if (Array.Find(_fields, known => known.Name == entry.Key).Shape is { } shape)
            {
                shape.Check(field[entry.Key]);
            }
            else
            {
                field[entry.Key].Unknown();
            }
        }
    }
}
