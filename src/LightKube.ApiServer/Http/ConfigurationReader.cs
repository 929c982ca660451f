using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Validation;
using LightKube.Api.Yaml;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Http;

/// <summary>Reads the body of a server-side apply.</summary>
internal static class ConfigurationReader
{
    /// <param name="body">YAML, of which JSON is a part; or CBOR.</param>
    /// <param name="contentType">The request's Content-Type.</param>
    /// <param name="call">Gets the warnings about keys that stand twice.</param>
    /// <exception cref="ApiException">400: it cannot be read, or keys stand twice and the client is strict.</exception>
    public static DocMap Read(ReadOnlyMemory<byte> body, string? contentType, ApiCall call)
    {
        var root = MediaTypes.Bare(contentType) == MediaTypes.ApplyYaml
            ? ReadJson(body.Span) ?? ReadYaml(body.Span, call)
            : DocumentDecoder.Read(body, contentType).AsMap;
        return root ?? throw ApiException.BadRequest("error decoding patch: the configuration must be an object");
    }

    // Most clients send JSON, which is read much quicker. Where it has its quirks, YAML's reader has the word.
    private static DocMap? ReadJson(ReadOnlySpan<byte> body)
    {
        if (body.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            return null;
        }

        try
        {
            var anyTwice = false;
            var root = JsonDocumentReader.ReadMap(body, _ => anyTwice = true);
            return anyTwice ? null : root;
        }
        catch (DocumentFormatException)
        {
            return null;
        }
    }

    private static DocMap ReadYaml(ReadOnlySpan<byte> body, ApiCall call)
    {
        var duplicates = new List<DuplicateKey>();
        DocMap root;
        try
        {
            root = YamlDocumentReader.ReadMap(Encoding.UTF8.GetString(body), duplicates);
        }
        catch (DocumentFormatException e)
        {
            throw ApiException.BadRequest($"error decoding patch: {e.Message}");
        }

        if (duplicates.Count > 0 && call.FieldValidation == FieldValidation.Strict)
        {
            throw ApiException.BadRequest(
                $"error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:\n  {string.Join("\n  ", duplicates.Take(SchemaValidation.MaxProblems))}");
        }

        if (call.FieldValidation == FieldValidation.Warn)
        {
            call.Warnings.AddRange(duplicates.Take(SchemaValidation.MaxProblems).Select(key => key.ToString()));
        }

        return root;
    }
}
