using System.Text.Json;
using LightKube.Api.Json;

namespace LightKube.Api.Validation;

/// <summary>Finds where in a JSON text fields stand twice. Read only when the reader has met a duplicate, since that is rare.</summary>
public static class DuplicateFields
{
    /// <summary>Their paths: <c>spec.containers[0].image</c>, each once, in the order of the text.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static IReadOnlyList<string> Find(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonLimits.MaxDepth });
        var found = new List<string>();
        reader.Read();
        Walk(ref reader, new DuplicatePaths(found));
        return found;
    }

    private static void Walk(ref Utf8JsonReader reader, DuplicatePaths paths)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                paths.Enter(name);
                if (!seen.Add(name))
                {
                    paths.Report();
                }

                reader.Read();
                Walk(ref reader, paths);
                paths.Leave();
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                paths.Enter(i);
                Walk(ref reader, paths);
                paths.Leave();
            }
        }
    }
}
