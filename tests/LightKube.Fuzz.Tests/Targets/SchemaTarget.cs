using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Fuzz.Targets;

/// <summary>The way of an object from its tree to the registry: checked against its schema, filled with defaults, its metadata judged.</summary>
internal static class SchemaTarget
{
    public static FuzzTarget Target { get; } = new("schema", random => Samples.Json(random, 200), Samples.Words, Check);

    private static string Check(byte[] input)
    {
        try
        {
            var root = JsonDocumentReader.Read(input).AsMap;
            if (root is null || BuiltIn.FindKind(root.GetString("apiVersion") ?? "", root.GetString("kind") ?? "") is not { } kind)
            {
                return "no kind";
            }

            var warnings = SchemaValidation.Check(root, kind, FieldValidation.Warn);
            ObjectDefaults.Apply(kind, root);
            var errors = new FieldErrors();
            SchemaValidation.CheckValues(root, kind, errors);
            ObjectMetaValidation.Check(kind, root, errors);
            _ = JsonDocumentWriter.ToBytes(root);
            return $"{kind.Kind} {warnings.Count} {errors.Any}";
        }
        catch (DocumentFormatException e)
        {
            return DecoderTargets.Said(e);
        }
        catch (ApiException e) when (e.Code is >= 400 and < 500)
        {
            return DecoderTargets.Said(e);
        }
    }
}
