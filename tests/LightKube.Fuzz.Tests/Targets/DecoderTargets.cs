using System.Text;
using LightKube.Api.Cbor;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.Api.Validation;
using LightKube.Api.Yaml;

namespace LightKube.Fuzz.Targets;

/// <summary>The readers of bodies. What one has read, its writer writes, and it reads that again as the same.</summary>
internal static class DecoderTargets
{
    private const int SeedObjects = 60;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("json", random => Samples.Json(random, SeedObjects), ["{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "1e400", "-0", "null", "true", "\u00fc"], Json),
        new("yaml", random => Samples.Objects(random, SeedObjects).Select(map => Encoding.UTF8.GetBytes(YamlDocumentWriter.Write(map))), YamlWords, Yaml),
        new("protobuf", random => Enumerable.Range(0, SeedObjects).Select(_ => new WireSeeds(random).Next()).Concat(Messages(random)), [], Protobuf),
        new("cbor", random => Samples.Objects(random, SeedObjects).Select(map => CborDocumentWriter.ToBytes(map)), [], Cbor),
    ];

    private static IReadOnlyList<string> YamlWords =>
        ["&a ", "*a", "<<: *a\n", "- ", "? ", ": ", "|\n  ", ">-\n  ", "---\n", "...\n", "{", "}", "[", "]", "!!str ", "!!binary ", "%YAML 1.2\n", "\t", "#", "'", "\"", "~", "0x1F", "0o17", "1_000", ".inf", ".nan", "2001-01-01", "yes"];

    private static IEnumerable<byte[]> Messages(Random random) => Samples.Objects(random, SeedObjects)
        .Where(map => ProtobufDocumentWriter.TypeOf(map) is { } type && ProtobufDocumentWriter.CanWrite(type))
        .Select(map => ProtobufDocumentWriter.ToBytes(map, ProtobufDocumentWriter.TypeOf(map)!));

    private static string Cbor(byte[] input)
    {
        try
        {
            var value = CborDocumentReader.Read(input);
            Samples.ThrowIfDifferent(value, CborDocumentReader.Read(CborDocumentWriter.ToBytes(value)), "writing and reading");
            return $"{value.Kind} {value.AsMap?.Count}";
        }
        catch (DocumentFormatException e)
        {
            return Said(e);
        }
    }

    private static string Json(byte[] input)
    {
        try
        {
            var value = JsonDocumentReader.Read(input);
            _ = DuplicateFields.Find(input);
            var again = JsonDocumentReader.Read(Encoding.UTF8.GetBytes(JsonText.Of(value)));
            Samples.ThrowIfDifferent(value, again, "writing and reading");
            return $"{value.Kind}";
        }
        catch (DocumentFormatException e)
        {
            return Said(e);
        }
    }

    private static string Yaml(byte[] input)
    {
        try
        {
            var values = YamlDocumentReader.ReadValues(Encoding.UTF8.GetString(input), []);
            foreach (var value in values)
            {
                var again = YamlDocumentReader.ReadValues(YamlDocumentWriter.Write(value));
                Samples.ThrowIfDifferent(value, again.Single(), "writing and reading");
            }

            return $"{values.Count} {string.Join(' ', values.Take(3).Select(value => value.Kind))}";
        }
        catch (DocumentFormatException e)
        {
            return Said(e);
        }
    }

    private static string Protobuf(byte[] input)
    {
        try
        {
            var map = ProtobufDocumentReader.ReadMap(input);
            var again = JsonDocumentReader.Read(JsonDocumentWriter.ToBytes(map));
            Samples.ThrowIfDifferent(map, again, "writing as JSON and reading");
            if (ProtobufDocumentWriter.TypeOf(map) is { } type && ProtobufDocumentWriter.CanWrite(type))
            {
                _ = ProtobufDocumentWriter.ToBytes(map, type);
            }

            return $"{map.GetString("kind")} {map.Count}";
        }
        catch (DocumentFormatException e)
        {
            return Said(e);
        }
    }

    /// <summary>A message without its particulars.</summary>
    public static string Said(Exception e) => new([.. e.Message.Where(c => !char.IsAsciiDigit(c)).Take(60)]);
}
