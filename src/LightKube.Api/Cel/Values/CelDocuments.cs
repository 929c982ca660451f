using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.Api.Cel.Values;

/// <summary>Values of expressions as a document has them.</summary>
public static class CelDocuments
{
    /// <summary>The value; shares what is a document's already. Moments, durations and bytes become text.</summary>
    /// <exception cref="InvalidOperationException">The value has no form in JSON: a type, an IP address, a key that is no text.</exception>
    public static Value ToDocument(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Null: return Value.Null;
            case CelKind.Bool: return value.IsTrue;
            case CelKind.Int: return value.Int;
            case CelKind.Uint: return (long)value.Uint;
            case CelKind.Double: return value.Double;
            case CelKind.String: return value.AsString!;
            case CelKind.Bytes: return Convert.ToBase64String(value.AsBytes!.Data);
            case CelKind.Timestamp: return value.AsTimestamp!.ToString();
            case CelKind.Duration: return GoDuration.Format(value.Int);
            case CelKind.Optional when value.AsOptional is { HasValue: true } wrapped: return ToDocument(wrapped.Value);
            case CelKind.List: return value.Reference is DocList list ? list : List(value);
            case CelKind.Map: return value.Reference is DocMap map ? map : Map(value);
            default: throw new InvalidOperationException($"a value of type {value.Type.Name} has no form in JSON");
        }
    }

    /// <summary>A text, or the texts of a list; null for a value that is neither.</summary>
    public static List<string>? Texts(CelValue value)
    {
        if (value.AsString is { } one)
        {
            return [one];
        }

        if (!value.TryList(out var list))
        {
            return null;
        }

        var texts = new List<string>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].AsString is not { } text)
            {
                return null;
            }

            texts.Add(text);
        }

        return texts;
    }

    private static DocList List(CelValue value)
    {
        value.TryList(out var list);
        var result = new DocList(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            result.Add(ToDocument(list[i]));
        }

        return result;
    }

    private static DocMap Map(CelValue value)
    {
        value.TryMap(out var map);
        var result = new DocMap(map.Count);
        for (var i = 0; i < map.Count; i++)
        {
            var key = map.KeyAt(i);
            if (!key.IsUnset)
            {
                result.Set(key.AsString ?? throw new InvalidOperationException($"a key of type {key.Type.Name} has no form in JSON"), ToDocument(map.Find(key)));
            }
        }

        return result;
    }
}
