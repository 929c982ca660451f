using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Apply;

/// <summary>The ways to name a child, in the order in which they are sorted.</summary>
public enum PathElementKind : byte
{
    /// <summary>A field of an object or a key of a map: <c>f:</c>.</summary>
    Field,

    /// <summary>An item of a list of objects, by its keys: <c>k:</c>.</summary>
    Key,

    /// <summary>An item of a set, by its value: <c>v:</c>.</summary>
    Value,

    /// <summary>An item of a list by its place: <c>i:</c>.</summary>
    Index,
}

/// <summary>One step of a path within an object.</summary>
/// <param name="Kind">How the child is named.</param>
/// <param name="Text">The field's name; or compact JSON: an object of the keys sorted by name, a scalar, a number.</param>
public readonly record struct PathElement(PathElementKind Kind, string Text)
{
    public static PathElement Field(string name) => new(PathElementKind.Field, name);

    /// <summary>Reads the form that FieldsV1 has: <c>f:spec</c>, <c>k:{"name":"a"}</c>, <c>v:1</c>, <c>i:0</c>.</summary>
    /// <returns>Null for a kind of element that is not known; such are passed over.</returns>
    /// <exception cref="DocumentFormatException">There is no kind, or what follows it is not of that kind.</exception>
    public static PathElement? Parse(string text)
    {
        if (text.Length < 2 || text[1] != ':')
        {
            throw new DocumentFormatException($"\"{text}\" names no field: it must start with f:, k:, v: or i:");
        }

        var rest = text[2..];
        return text[0] switch
        {
            'f' => new PathElement(PathElementKind.Field, NameTable.Shared.GetOrAdd(rest)),
            'k' => new PathElement(PathElementKind.Key, CanonicalKey(rest)),
            'v' => new PathElement(PathElementKind.Value, ItemKeys.Json(JsonText.Parse(rest))),
            'i' when int.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) =>
                new PathElement(PathElementKind.Index, index.ToString(CultureInfo.InvariantCulture)),
            'i' => throw new DocumentFormatException($"\"{rest}\" is not the place of an item"),
            _ => null,
        };
    }

    public int CompareTo(PathElement other)
    {
        if (Kind != other.Kind)
        {
            return Kind.CompareTo(other.Kind);
        }

        return ReferenceEquals(Text, other.Text) ? 0
            : Kind == PathElementKind.Field ? string.CompareOrdinal(Text, other.Text)
            : JsonOrder.Compare(Text, other.Text);
    }

    /// <summary>As in messages: <c>.spec</c>, <c>[name="a"]</c>, <c>[="x"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Kind switch
    {
        PathElementKind.Field => "." + Text,
        PathElementKind.Key => $"[{KeyText()}]",
        PathElementKind.Value => $"[={Text}]",
        _ => $"[{Text}]",
    };

    private string KeyText()
    {
        var parts = new List<string>();
        foreach (ref readonly var entry in JsonText.Parse(Text).AsMap!.Entries)
        {
            parts.Add($"{entry.Key}={entry.Value}");
        }

        return string.Join(',', parts);
    }

    private static string CanonicalKey(string json)
    {
        var keys = JsonText.Parse(json).AsMap ?? throw new DocumentFormatException($"\"{json}\" are not the keys of an item: they must be an object");
        keys.SortKeys();
        return ItemKeys.Json(keys);
    }
}
