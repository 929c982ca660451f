using System.Collections.Frozen;

namespace LightKube.Api.OpenApi;

/// <summary>What <c>kubectl explain</c> says of types and fields, read from the description files inside the library.</summary>
internal static class Descriptions
{
    private const string Prefix = "descriptions.";

    // Not kept: the documents made from them are, compressed, by whoever serves them.
    public static FrozenDictionary<string, string> Load()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(Descriptions).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            Read(reader, texts);
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // 'core/v1.Pod TEXT' for a type, '  spec TEXT' for a field of the type above.
    private static void Read(StreamReader reader, Dictionary<string, string> texts)
    {
        var type = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var isField = line[0] == ' ';
            var trimmed = line.Trim();
            var space = trimmed.IndexOf(' ', StringComparison.Ordinal);
            var key = space < 0 ? trimmed : trimmed[..space];
            type = isField ? type : key;
            texts[isField ? $"{type}.{key}" : key] = space < 0 ? "" : trimmed[(space + 1)..];
        }
    }
}
