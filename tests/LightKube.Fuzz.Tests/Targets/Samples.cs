using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Tests.Schemas;

namespace LightKube.Fuzz.Targets;

/// <summary>Objects of built-in kinds, and the words that they are made of.</summary>
internal static class Samples
{
    /// <summary>Names of fields, enumerated values and kinds.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. BuiltIn.Types.Values.SelectMany(type => type.Fields).SelectMany(field => (field.Enum ?? []).Prepend(field.Name)).Concat(BuiltIn.Kinds.Select(kind => kind.Kind)).Distinct()];

    /// <summary>One object of some kinds.</summary>
    public static IEnumerable<DocMap> Objects(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new SampleObjects(random.Next()).Of(BuiltIn.Kinds[random.Next(BuiltIn.Kinds.Count)]);
        }
    }

    public static IEnumerable<byte[]> Json(Random random, int count) => Objects(random, count).Select(map => JsonDocumentWriter.ToBytes(map));

    /// <summary>The same tree, whichever numbers its integers are written as.</summary>
    public static void ThrowIfDifferent(Value before, Value after, string what)
    {
        if (before != after)
        {
            throw new InvalidOperationException($"{what} changed\n{before}\nto\n{after}");
        }
    }
}
