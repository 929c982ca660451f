using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Api.Cel.Values;

/// <summary>Reads a document's values as a schema declares them: strings as moments, durations and bytes, lists as sets, field names escaped.</summary>
public static class TypedValues
{
    /// <summary>The value as its type says; an error value when it does not fit.</summary>
    public static CelValue Read(Value value, DeclType type) => type.Type.TypeKind switch
    {
        CelTypeKind.Dyn => CelValue.Of(value),
        _ when value.IsAbsentOrNull => CelValue.Null,
        CelTypeKind.Object or CelTypeKind.Map => value.AsMap is { } map ? new TypedMap(map, type) : Unfit("a map for the provided schema with type=object"),
        CelTypeKind.List => value.AsList is { } list ? List(list, type) : Unfit("an array for the provided schema with type=array"),
        CelTypeKind.Double => value.AsDouble is { } number ? number : Unfit("float"),
        CelTypeKind.Int => value.AsInt is { } number ? number : Unfit("int"),
        CelTypeKind.Bool => value.AsBool is { } flag ? flag : Unfit("bool"),
        _ => value.AsString is { } text ? Text(text, type.Format) : Unfit("string"),
    };

    private static CelValue Unfit(string expected) => CelValue.Error($"invalid data, expected {expected}");

    private static CelValue List(DocList list, DeclType type) => type.ListType switch
    {
        ListType.Set => new TypedSet(list, type),
        ListType.Map => new TypedMapList(list, type),
        _ => type.Element!.Type.TypeKind is CelTypeKind.Dyn or CelTypeKind.Bool || IsPlain(type.Element) ? list : new TypedList(list, type),
    };

    // Strings and integers are read alike with and without a schema.
    private static bool IsPlain(DeclType type) =>
        type.Format == DeclFormat.None && type.Type.TypeKind is CelTypeKind.String or CelTypeKind.Int;

    private static CelValue Text(string text, DeclFormat format)
    {
        switch (format)
        {
            case DeclFormat.Bytes:
                var data = new byte[text.Length];
                return Convert.TryFromBase64String(text, data, out var written)
                    ? new CelBytes(data[..written])
                    : CelValue.Error($"Invalid byte formatted string {text}");
            case DeclFormat.Duration:
                return GoDuration.TryParse(text, out var nanos) ? CelValue.Duration(nanos) : CelValue.Error($"Invalid duration {text}");
            case DeclFormat.Date:
                return CelTimestampText.Parse($"{text}T00:00:00Z") is { } day ? day : CelValue.Error($"Invalid date formatted string {text}");
            case DeclFormat.DateTime:
                return CelTimestampText.Parse(text) is { } moment ? moment : CelValue.Error($"Invalid date-time formatted string {text}");
            default:
                return text;
        }
    }
}

/// <summary>A document's object or map, seen through its declared type.</summary>
internal sealed class TypedMap(DocMap map, DeclType type) : CelMap
{
    public DocMap Document => map;

    public override int Count => map.Count;

    public override CelValue Find(CelValue key) => key.AsString is { } name ? Find(name) : CelError.NoSuchOverload;

    public override CelValue Find(string key)
    {
        if (!type.IsObject)
        {
            var item = map[key];
            return item.IsAbsent ? default : TypedValues.Read(item, type.Element!);
        }

        if (!type.Fields.TryGetValue(key, out var field))
        {
            return default;
        }

        // A field that holds null is as good as missing.
        var value = map[field.JsonName];
        return value.IsAbsentOrNull ? default : TypedValues.Read(value, field.Type);
    }

    public override CelValue KeyAt(int index)
    {
        var key = map.Entries[index].Key;
        return !type.IsObject ? key : type.FieldOf(key) is { } field ? field.Name : default(CelValue);
    }

    internal override bool? ContentEquals(MapView other)
    {
        if (other.AsMap is not TypedMap typed)
        {
            return null;
        }

        if (map.Count != typed.Count)
        {
            return false;
        }

        foreach (ref readonly var entry in map.Entries)
        {
            var theirs = typed.Document[entry.Key];
            if (theirs.IsAbsent)
            {
                return false;
            }

            var declared = type.IsObject ? type.FieldOf(entry.Key)?.Type : type.Element;
            if (declared is null ? !entry.Value.Equals(theirs) : !Same(entry.Value, theirs, declared))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(Value ours, Value theirs, DeclType declared) =>
        CelEquality.Equal(TypedValues.Read(ours, declared), TypedValues.Read(theirs, declared));
}

/// <summary>A document's list whose items are read by their declared type.</summary>
internal class TypedList(DocList list, DeclType type) : CelList
{
    protected DeclType DeclaredType => type;

    protected DocList Document => list;

    public override int Count => list.Count;

    public override CelValue this[int index] => TypedValues.Read(list[index], type.Element!);
}

/// <summary>A list with x-kubernetes-list-type set: equal in any order, and joined without duplicates.</summary>
internal sealed class TypedSet(DocList list, DeclType type) : TypedList(list, type)
{
    internal override bool? ContentEquals(ListView other)
    {
        if (Count != other.Count)
        {
            return false;
        }

        var items = Items(new ListView(this));
        var seen = Items(other);
        return items.SetEquals(seen);
    }

    internal override CelValue Concat(ListView other)
    {
        var result = new GrowingList();
        result.AddRange(new ListView(this));
        var seen = Items(new ListView(this));
        for (var i = 0; i < other.Count; i++)
        {
            if (seen.Add(other[i]))
            {
                result.Add(other[i]);
            }
        }

        return result;
    }

    private static HashSet<CelValue> Items(ListView list)
    {
        var items = new HashSet<CelValue>(CelKeyComparer.Instance);
        for (var i = 0; i < list.Count; i++)
        {
            items.Add(list[i]);
        }

        return items;
    }
}

/// <summary>A list with x-kubernetes-list-type map: items are told apart by their keys, and joining replaces those with the same keys.</summary>
internal sealed class TypedMapList(DocList list, DeclType type) : TypedList(list, type)
{
    internal override bool? ContentEquals(ListView other)
    {
        if (Count != other.Count)
        {
            return false;
        }

        var index = Index(new ListView(this));
        for (var i = 0; i < other.Count; i++)
        {
            if (!index.TryGetValue(KeyOf(other[i]), out var at) || !CelEquality.Equal(this[at], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    internal override CelValue Concat(ListView other)
    {
        var items = new List<CelValue>(Count + other.Count);
        for (var i = 0; i < Count; i++)
        {
            items.Add(this[i]);
        }

        var index = Index(new ListView(this));
        for (var i = 0; i < other.Count; i++)
        {
            if (index.TryGetValue(KeyOf(other[i]), out var at))
            {
                items[at] = other[i];
            }
            else
            {
                items.Add(other[i]);
            }
        }

        return new ArrayList([.. items]);
    }

    private Dictionary<CelValue, int> Index(ListView items)
    {
        var index = new Dictionary<CelValue, int>(items.Count, CelKeyComparer.Instance);
        for (var i = 0; i < items.Count; i++)
        {
            index[KeyOf(items[i])] = i;
        }

        return index;
    }

    private CelValue KeyOf(CelValue item)
    {
        if (!item.TryMap(out var map))
        {
            return CelValue.Null;
        }

        var keys = new CelValue[DeclaredType.ListKeys.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = map.Find(FieldNames.Escape(DeclaredType.ListKeys[i]) ?? DeclaredType.ListKeys[i]);
        }

        return keys.Length == 1 ? keys[0] : new ArrayList(keys);
    }
}
