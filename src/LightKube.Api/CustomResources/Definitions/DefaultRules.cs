using LightKube.Api.CustomResources.Rules;
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
            Check(schema, SchemaCompiler.Compile(schema), path, isRoot: true, insideMeta: false, errors);
        }
    }

    private static void Check(DocMap raw, StructuralSchema schema, FieldPath path, bool isRoot, bool insideMeta, FieldErrors errors)
    {
        if (!schema.Default.IsAbsent)
        {
            CheckDefault(raw, schema, path.Child("default"), insideMeta && !schema.IsEmbedded, errors);
        }

        if (schema.Items is not null)
        {
            Check(raw.GetMap("items")!, schema.Items, path.Child("items"), false, insideMeta, errors);
        }

        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, StructuralSchema>())
        {
            var isMeta = (isRoot || schema.IsEmbedded) && name is "metadata" or "apiVersion" or "kind";
            Check(raw.GetMap("properties")!.GetMap(name)!, property, path.Child("properties").Key(name), false, insideMeta || isMeta, errors);
        }
    }

    private static void CheckDefault(DocMap raw, StructuralSchema schema, FieldPath path, bool insideMeta, FieldErrors errors)
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

        var before = errors.Causes.Count;
        ValueValidation.Check(schema.Default, default, schema, errors, path.ToString());
        if (errors.Causes.Count == before && RuleNode.Compile(raw, isRoot: false) is { } rules)
        {
            RuleEvaluation.Check(rules, schema.Default, default, errors, path);
        }
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
