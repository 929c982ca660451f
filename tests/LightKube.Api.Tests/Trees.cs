using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Tests;

/// <summary>Trees from JSON with single quotes, which reads better in a test.</summary>
internal static class Trees
{
    public static Value Value(string json) => JsonText.Parse(json.Replace('\'', '"'));

    public static DocMap Map(string json) => Value(json).AsMap!;

    /// <summary>Where two trees differ, or null. A field that is missing equals an empty map: a struct that is no pointer cannot tell them apart.</summary>
    public static string? Difference(Value a, Value b, string path = "")
    {
        if (a.AsMap is { } x && b.AsMap is { } y)
        {
            return x.Entries.ToArray().Concat(y.Entries.ToArray()).Select(entry => entry.Key).Distinct()
                .Select(key => Difference(x[key], y[key], $"{path}.{key}")).FirstOrDefault(found => found is not null);
        }

        if (a.AsList is { } left && b.AsList is { } right && left.Count == right.Count)
        {
            return Enumerable.Range(0, left.Count).Select(i => Difference(left[i], right[i], $"{path}[{i}]")).FirstOrDefault(found => found is not null);
        }

        return a == b || (IsNothing(a) && IsNothing(b)) ? null : $"{path}: {a} and {b}";
    }

    private static bool IsNothing(Value value) => value.IsAbsent || value.AsMap is { } map && map.Entries.ToArray().All(entry => IsNothing(entry.Value));

    public static string Json(string json) => Value(json).ToString();
}
