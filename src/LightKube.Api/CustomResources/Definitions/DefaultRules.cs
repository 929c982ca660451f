using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>A default is a value that its own schema accepts, and knows all of.</summary>
internal static class DefaultRules
{
    public static void Check(DocMap schema, FieldPath path, FieldErrors errors)
    {
        // Most schemas have no defaults; those need no compiling here.
        if (HasDefault(schema))
        {
            Check(SchemaCompiler.Compile(schema), path, isRoot: true, insideMeta: false, errors);
        }
    }

    private static void Check(StructuralSchema schema, FieldPath path, bool isRoot, bool insideMeta, FieldErrors errors)
    {
        if (!schema.Default.IsAbsent)
        {
            CheckDefault(schema, path.Child("default"), insideMeta && !schema.IsEmbedded, errors);
        }

        if (schema.Items is not null)
        {
            Check(schema.Items, path.Child("items"), false, insideMeta, errors);
        }

        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, StructuralSchema>())
        {
            var isMeta = (isRoot || schema.IsEmbedded) && name is "metadata" or "apiVersion" or "kind";
            Check(property, path.Child("properties").Key(name), false, insideMeta || isMeta, errors);
        }
    }

    private static void CheckDefault(StructuralSchema schema, FieldPath path, bool insideMeta, FieldErrors errors)
    {
        if (!insideMeta)
        {
            var pruned = schema.Default.DeepClone();
            var pruning = new Pruning(0);
            pruning.Prune(pruned, schema);
            if (pruning.Changed)
            {
                errors.Invalid(path, schema.Default, "must not have unknown fields");
            }
        }

        ValueValidation.Check(schema.Default, default, schema, errors, path.ToString());
    }

    private static bool HasDefault(Value value)
    {
        if (value.AsMap is { } map)
        {
            foreach (ref readonly var entry in map.Entries)
            {
                if (entry.Key == "default" || HasDefault(entry.Value))
                {
                    return true;
                }
            }
        }
        else if (value.AsList is { } list)
        {
            foreach (ref readonly var item in list.Items)
            {
                if (HasDefault(item))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
