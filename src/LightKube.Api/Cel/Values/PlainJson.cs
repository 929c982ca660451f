using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;

namespace LightKube.Api.Cel.Values;

/// <summary>
/// JSON of which no schema is known, as expressions about tokens see it: each number is a double, and a field whose name is no identifier can be
/// named escaped, as in <c>claims.example__dot__com__slash__role</c>.
/// </summary>
public static class PlainJson
{
    public static CelValue Of(Value value) => value switch
    {
        { AsMap: { } map } => new PlainMap(map),
        { AsList: { } list } => new PlainList(list),
        { AsDouble: { } number } => number,
        _ => CelValue.Of(value),
    };

    private sealed class PlainMap(DocMap map) : CelMap
    {
        public override int Count => map.Count;

        public override CelValue Find(CelValue key) => key.AsString is { } name ? Find(name) : default;

        public override CelValue Find(string key)
        {
            var value = map[FieldNames.Unescape(key) ?? key];
            return value.IsAbsent ? default : Of(value);
        }

        public override CelValue KeyAt(int index) => map.Entries[index].Key;
    }

    private sealed class PlainList(DocList list) : CelList
    {
        public override int Count => list.Count;

        public override CelValue this[int index] => Of(list[index]);
    }
}
