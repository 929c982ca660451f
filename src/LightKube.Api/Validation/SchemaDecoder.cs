using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>Walks a tree along its type: checks, normalises, and drops what the type does not know.</summary>
/// <param name="maxUnknown">Paths of unknown fields to report at most.</param>
/// <param name="prefix">Where the tree stands in the object; empty for a whole one.</param>
/// <param name="known">Fields of the root that have been through it before.</param>
internal sealed class SchemaDecoder(int maxUnknown, string prefix = "", IReadOnlyList<string>? known = null)
{
    private static readonly TypeSchema Schema = BuiltIn.Types["apiextensions/v1.JSONSchemaProps"];

    private readonly List<string> _unknown = [];
    private readonly List<PathPart> _path = [];

    // A field's name, or an index when the name is null.
    private readonly record struct PathPart(string? Name, int Index);

    /// <summary>The paths of unknown fields, as many as were asked for.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    public void Decode(DocMap map, TypeSchema type)
    {
        var kept = 0;
        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.Entries[i];
            if (type.Field(entry.Key) is not { } field)
            {
                AddUnknown(entry.Key);
                continue;
            }

            var value = Decode(entry, field, type);
            if (value.IsAbsent)
            {
                continue;
            }

            if (kept != i || value != entry.Value || !SameForm(value, entry.Value))
            {
                map.Place(kept, entry.Key, value);
            }

            kept++;
        }

        map.Truncate(kept);
    }

    // Absent for what is left out.
    private Value Decode(in DocMap.Entry entry, FieldSchema field, TypeSchema owner)
    {
        if (known is not null && _path.Count == 0 && known.Contains(entry.Key))
        {
            return entry.Value;
        }

        if (entry.Value.IsNull)
        {
            return field.Nullable || field.Type.Kind == TypeKind.Json ? entry.Value : default;
        }

        _path.Add(new PathPart(entry.Key, 0));
        var value = Decode(entry.Value, field.Type, owner);
        _path.RemoveAt(_path.Count - 1);
        return IsLeftOutWhenEmpty(field) && IsEmpty(value, field.Type.Kind) ? default : value;
    }

    private static bool IsLeftOutWhenEmpty(FieldSchema field) => !field.Always && !field.Pointer && !field.Required;

    // Go's omitempty: a struct is never empty, nor is what is written as a string but is one.
    private static bool IsEmpty(Value value, TypeKind kind) => kind switch
    {
        TypeKind.String or TypeKind.Bytes => value.AsString is { Length: 0 },
        TypeKind.Int32 or TypeKind.Int64 => value.AsInt == 0,
        TypeKind.Double => value.AsDouble == 0,
        TypeKind.Bool => value.AsBool == false,
        TypeKind.Map => value.AsMap is { Count: 0 },
        TypeKind.List => value.AsList is { Count: 0 },
        _ => false,
    };

    // 1 and 1.0 are equal but not written the same.
    private static bool SameForm(Value left, Value right) => left.Kind == right.Kind;

    private Value Decode(Value value, TypeSchema type, TypeSchema owner)
    {
        switch (type.Kind)
        {
            case TypeKind.Object:
                Decode(value.AsMap ?? throw Mismatch(value, type, owner), type);
                return value;
            case TypeKind.Map:
                DecodeMap(value.AsMap ?? throw Mismatch(value, type, owner), type.Element!, owner);
                return value;
            case TypeKind.List:
                DecodeList(value.AsList ?? throw Mismatch(value, type, owner), type.Element!, owner);
                return value;
            case TypeKind.SchemaOrArray or TypeKind.SchemaOrBool or TypeKind.SchemaOrStrings when value.AsMap is { } schema:
                Decode(schema, Schema);
                return value;
            case TypeKind.SchemaOrArray when value.AsList is { } schemas:
                DecodeList(schemas, Schema, owner);
                return value;
            case TypeKind.SchemaOrArray or TypeKind.SchemaOrStrings when value.AsList is null:
            case TypeKind.SchemaOrBool when !value.IsBool:
                throw Mismatch(value, type, owner);
            default:
                return ScalarForms.Normalise(value, type.Kind, out var normal) ? normal : throw Mismatch(value, type, owner);
        }
    }

    private void DecodeMap(DocMap map, TypeSchema element, TypeSchema owner)
    {
        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.Entries[i];
            _path.Add(new PathPart(entry.Key, 0));
            var value = entry.Value.IsNull ? ZeroOf(element) : Decode(entry.Value, element, owner);
            if (value != entry.Value || !SameForm(value, entry.Value))
            {
                map.Place(i, entry.Key, value);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void DecodeList(DocList list, TypeSchema element, TypeSchema owner)
    {
        for (var i = 0; i < list.Count; i++)
        {
            _path.Add(new PathPart(null, i));
            var item = list[i];
            var value = item.IsNull ? ZeroOf(element) : Decode(item, element, owner);
            if (value != item || !SameForm(value, item))
            {
                list[i] = value;
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private static Value ZeroOf(TypeSchema type) => type.Kind switch
    {
        TypeKind.Object or TypeKind.Map => new DocMap(),
        TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double or TypeKind.IntOrString => 0,
        TypeKind.Bool => false,
        TypeKind.Quantity => "0",
        TypeKind.String or TypeKind.Bytes => "",
        _ => Value.Null,
    };

    private void AddUnknown(string name)
    {
        if (_unknown.Count < maxUnknown)
        {
            _path.Add(new PathPart(name, 0));
            _unknown.Add(Path(withIndices: true));
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private string Path(bool withIndices)
    {
        var text = new System.Text.StringBuilder(prefix);
        foreach (var part in _path)
        {
            if (part.Name is not null)
            {
                text.Append(text.Length > 0 ? "." : "").Append(part.Name);
            }
            else if (withIndices)
            {
                text.Append('[').Append(part.Index).Append(']');
            }
        }

        return text.ToString();
    }

    private ValueTypeException Mismatch(Value value, TypeSchema type, TypeSchema owner) =>
        ScalarForms.Complaint(value, type.Kind) is { } complaint
            ? new ValueTypeException($"{complaint} (field {Path(withIndices: true)})")
            : new ValueTypeException($"json: cannot unmarshal {GoNames.OfValue(value)} into Go struct field {owner.Name}.{Path(withIndices: false)} of type {GoNames.OfType(type)}");
}
