using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Fuzz.Mutations;

/// <summary>Changes trees: they stay trees, and most of what they say stays what the reader expects.</summary>
internal sealed class TreeMutator(Random random, IReadOnlyList<string> words)
{
    private const int LongList = 2000;

    public Value Mutate(Value tree)
    {
        var copy = tree.DeepClone();
        for (var i = random.Next(3); i >= 0; i--)
        {
            copy = Change(copy, copy, 0);
        }

        return copy;
    }

    // Goes down a random way and changes what it finds at its end.
    private Value Change(Value value, Value root, int depth)
    {
        if (value.AsMap is { IsFrozen: true })
        {
            // What is shared, such as an encoded set of fields, is replaced as a whole.
            return Odd();
        }

        if (value.AsMap is { Count: > 0 } map && random.Next(8) > 0)
        {
            var entry = map.Entries[random.Next(map.Count)];
            switch (random.Next(12))
            {
                case 0:
                    map.Remove(entry.Key);
                    break;
                case 1:
                    map.Set(Word(), entry.Value.DeepClone());
                    break;
                case 2:
                    map.Set(Word(), Odd());
                    break;
                default:
                    map.Set(entry.Key, Change(entry.Value, root, depth + 1));
                    break;
            }

            return map;
        }

        if (value.AsList is { Count: > 0 } list && random.Next(8) > 0)
        {
            var at = random.Next(list.Count);
            switch (random.Next(8))
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Add(list[at].DeepClone());
                    break;
                case 2 when depth < 6 && random.Next(8) == 0:
                    Lengthen(list, list[at]);
                    break;
                default:
                    list[at] = Change(list[at], root, depth + 1);
                    break;
            }

            return list;
        }

        return random.Next(10) == 0 && !ReferenceEquals(value.AsMap, root.AsMap) ? root.DeepClone() : Odd();
    }

    private void Lengthen(DocList list, Value item)
    {
        var most = Math.Min(LongList, FuzzLimits.MaxInput / JsonText.Of(item).Length);
        for (var i = random.Next(most); i > 0; i--)
        {
            var copy = item.DeepClone();
            if (copy.AsMap is { } map && map.Contains("name"))
            {
                map.Set("name", $"n{i}");
            }

            list.Add(copy);
        }
    }

    private string Word() => words.Count == 0 || random.Next(4) == 0 ? $"w{random.Next(100)}" : words[random.Next(words.Count)];

    private Value Odd() => random.Next(18) switch
    {
        0 => Value.Null,
        1 => "",
        2 => -1,
        3 => long.MaxValue,
        4 => long.MinValue,
        5 => 1e308,
        6 => 0.1,
        7 => new string('x', random.Next(5000)),
        8 => new DocMap(),
        9 => new DocList(),
        10 => random.Next(2) == 0,
        11 => "\u0000\uFFFD\u202E☃",
        12 => "2024-13-45T99:99:99Z",
        13 => "1e9999Gi",
        14 => Deep(random.Next(480)),
        15 => random.Next(),
        _ => Word(),
    };

    private static Value Deep(int levels)
    {
        Value value = 1;
        for (var i = 0; i < levels; i++)
        {
            value = i % 2 == 0 ? new DocMap([new("a", value)]) : new DocList([value]);
        }

        return value;
    }
}
