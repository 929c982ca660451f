using System.Globalization;
using System.Text;
using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>The parts of one version of a CustomResourceDefinition.</summary>
internal static class VersionRules
{
    /// <summary>More fields than this to select by would cost every write and every event too much.</summary>
    public const int MaxSelectableFields = 8;

    private const int MaxDeprecationWarning = 256;

    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    // What may stand at the root beside properties when status is split off.
    private static readonly string[] RootWithStatus =
    [
        "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems",
        "minItems", "uniqueItems", "multipleOf", "required", "items", "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    ];

    private const string RootWithStatusText =
        "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]";

    public static void CheckDeprecation(CustomResourceDefinitionVersion version, FieldPath path, FieldErrors errors)
    {
        if (version.DeprecationWarning is not { } text)
        {
            return;
        }

        var at = path.Child("deprecationWarning");
        if (!version.Deprecated)
        {
            errors.Invalid(at, text, "can only be set for deprecated versions");
            return;
        }

        if (Encoding.UTF8.GetByteCount(text) > MaxDeprecationWarning)
        {
            errors.Invalid(at, text, $"must be <= {MaxDeprecationWarning} characters long");
        }

        if (text.Length == 0)
        {
            errors.Invalid(at, text, "must not be an empty string");
        }

        var bad = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (bad >= 0 && (char.IsControl(text[bad]) || char.GetUnicodeCategory(text[bad]) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.SpaceSeparator))
        {
            errors.Invalid(at, text, $"must only contain printable UTF-8 characters; non-printable character found at index {bad}");
        }
    }

    public static void CheckSchema(DocMap? schema, bool hasStatus, FieldPath path, FieldErrors errors)
    {
        if (schema is null)
        {
            return;
        }

        var at = path.Child("openAPIV3Schema");
        if (hasStatus)
        {
            CheckRootWithStatus(schema, at, errors);
        }

        if (schema["nullable"].AsBool == true)
        {
            errors.Forbidden(path.Child("openAPIV3Schema.nullable"), "nullable cannot be true at the root");
        }

        var before = errors.Causes.Count;
        StructuralRules.Check(schema, at, errors);
        if (errors.Causes.Count == before)
        {
            DefaultRules.Check(schema, at, errors);
        }

        SchemaRules.Check(schema, at, errors);
        if (errors.Causes.Count == before)
        {
            // What is wrong with a schema makes errors in expressions that nobody understands.
            ExpressionRules.Check(schema, at, errors);
        }
    }

    public static void CheckSubresources(CustomResourceDefinitionVersion version, FieldPath path, FieldErrors errors)
    {
        var scale = version.Subresources.Scale;
        if (!scale.IsPresent)
        {
            return;
        }

        CountPath(scale.SpecReplicasPath, ".spec.", path.Child("scale.specReplicasPath"), errors);
        CountPath(scale.StatusReplicasPath, ".status.", path.Child("scale.statusReplicasPath"), errors);
        if (scale.LabelSelectorPath is { Length: > 0 } selector && SimplePath(selector, path.Child("scale.labelSelectorPath"), errors)
            && !selector.StartsWith(".spec.", StringComparison.Ordinal) && !selector.StartsWith(".status.", StringComparison.Ordinal))
        {
            errors.Invalid(path.Child("scale.labelSelectorPath"), selector, "should be a json path under either .spec or .status");
        }
    }

    public static void CheckColumns(CustomResourceDefinitionVersion version, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < version.AdditionalPrinterColumns.Count; i++)
        {
            CheckColumn(version.AdditionalPrinterColumns[i], path.Index(i), errors);
        }
    }

    public static void CheckSelectableFields(CustomResourceDefinitionVersion version, FieldPath path, FieldErrors errors)
    {
        if (version.SelectableFields.Count == 0 || version.Schema.OpenAPIV3Schema.Peek() is not { } raw)
        {
            return;
        }

        var schema = SchemaCompiler.Compile(raw);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < version.SelectableFields.Count; i++)
        {
            var text = version.SelectableFields[i].JsonPath;
            var at = path.Index(i).Child("jsonPath");
            if (text.Length == 0)
            {
                errors.Required(at);
                continue;
            }

            var target = FieldReference.Resolve(text, schema, allowBrackets: false);
            if (target.Problem is { } problem)
            {
                errors.Invalid(at, text, $"is an invalid path: {problem}");
                continue;
            }

            if (text.StartsWith(".metadata", StringComparison.Ordinal) && (text.Length == 9 || text[9] == '.'))
            {
                errors.Invalid(at, text, "must not point to fields in metadata");
            }

            if (target.Schema?.Type is not ("string" or "boolean" or "integer"))
            {
                errors.Invalid(at, text, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            }

            if (!seen.Add(text))
            {
                errors.Duplicate(at, text);
            }
        }

        if (seen.Count > MaxSelectableFields)
        {
            errors.TooMany(path, seen.Count, MaxSelectableFields);
        }
    }

    private static void CheckRootWithStatus(DocMap schema, FieldPath at, FieldErrors errors)
    {
        if (schema.GetString("type") is { Length: > 0 } type && type != "object")
        {
            errors.Invalid(at.Child("type"), type, "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
            return;
        }

        foreach (ref readonly var entry in schema.Entries)
        {
            if (!RootWithStatus.Contains(entry.Key))
            {
                errors.Invalid(at, schema, $"only {RootWithStatusText} fields are allowed at the root of the schema if the status subresource is enabled");
                return;
            }
        }
    }

    private static void CheckColumn(CustomResourceColumnDefinition column, FieldPath path, FieldErrors errors)
    {
        if (column.Name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        if (column.Type.Length == 0)
        {
            errors.Required(path.Child("type"), $"must be one of {string.Join(",", ColumnTypes)}");
        }
        else if (!ColumnTypes.Contains(column.Type))
        {
            errors.Invalid(path.Child("type"), column.Type, $"must be one of {string.Join(",", ColumnTypes)}");
        }

        if (column.Format.Length > 0 && !ColumnFormats.Contains(column.Format))
        {
            errors.Invalid(path.Child("format"), column.Format, $"must be one of {string.Join(",", ColumnFormats)}");
        }

        if (column.JsonPath.Length == 0)
        {
            errors.Required(path.Child("JSONPath"));
        }
        else
        {
            SimplePath(column.JsonPath, path.Child("JSONPath"), errors);
        }
    }

    private static void CountPath(string text, string prefix, FieldPath path, FieldErrors errors)
    {
        if (text.Length == 0)
        {
            errors.Required(path);
        }
        else if (SimplePath(text, path, errors) && !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            errors.Invalid(path, text, $"should be a json path under {prefix[..^1]}");
        }
    }

    private static bool SimplePath(string text, FieldPath path, FieldErrors errors)
    {
        if (text.StartsWith('.'))
        {
            return true;
        }

        errors.Invalid(path, text, "must be a simple json path starting with .");
        return false;
    }
}
