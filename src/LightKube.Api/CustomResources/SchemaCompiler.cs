using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources;

/// <summary>Compiles JSONSchemaProps, as a CustomResourceDefinition holds them, into <see cref="StructuralSchema"/>.</summary>
/// <remarks>Takes any schema that was accepted once: what upstream forbids today but has allowed is compiled as far as it means something.</remarks>
public static class SchemaCompiler
{
    public static StructuralSchema Compile(DocMap schema)
    {
        var type = schema.GetString("type") ?? "";
        var isIntOrString = schema["x-kubernetes-int-or-string"].AsBool == true;
        var additional = schema["additionalProperties"];
        var defaultValue = schema["default"].DeepClone();
        defaultValue.FreezeContent();
        return new StructuralSchema
        {
            Type = type.Length == 0 ? "" : NameTable.Shared.GetOrAdd(type),
            Nullable = schema["nullable"].AsBool == true,
            Default = defaultValue,
            Properties = Properties(schema.GetMap("properties")),
            Items = schema.GetMap("items") is { } items ? Compile(items) : null,
            AllowsAdditional = additional.AsBool == true || additional.AsMap is not null,
            ForbidsAdditional = additional.AsBool == false,
            Additional = additional.AsMap is { } rest ? Compile(rest) : null,
            PreservesUnknown = schema["x-kubernetes-preserve-unknown-fields"].AsBool == true,
            IsEmbedded = schema["x-kubernetes-embedded-resource"].AsBool == true,
            IsIntOrString = isIntOrString,
            ListType = schema.GetString("x-kubernetes-list-type") ?? "",
            ListKeys = Texts(schema.GetList("x-kubernetes-list-map-keys")),
            IsAtomicMap = schema.GetString("x-kubernetes-map-type") == "atomic",
            Values = Constraints(schema, isIntOrString ? "" : type),
            Rules = Rules(schema.GetList("x-kubernetes-validations")),
        };
    }

    private static Dictionary<string, StructuralSchema>? Properties(DocMap? properties)
    {
        if (properties is not { Count: > 0 })
        {
            return null;
        }

        var compiled = new Dictionary<string, StructuralSchema>(properties.Count, StringComparer.Ordinal);
        foreach (ref readonly var property in properties.Entries)
        {
            compiled.Add(NameTable.Shared.GetOrAdd(property.Key), Compile(property.Value.AsMap ?? new DocMap()));
        }

        return compiled;
    }

    private static ValueConstraints? Constraints(DocMap schema, string type)
    {
        var constraints = new ValueConstraints
        {
            Format = ValueFormats.IsKnown(type, schema.GetString("format") ?? "") ? schema.GetString("format")! : "",
            Maximum = schema["maximum"].AsDouble,
            ExclusiveMaximum = schema["exclusiveMaximum"].AsBool == true,
            Minimum = schema["minimum"].AsDouble,
            ExclusiveMinimum = schema["exclusiveMinimum"].AsBool == true,
            MultipleOf = schema["multipleOf"].AsDouble,
            MaxLength = schema["maxLength"].AsInt,
            MinLength = schema["minLength"].AsInt,
            Pattern = schema.GetString("pattern") ?? "",
            MaxItems = schema["maxItems"].AsInt,
            MinItems = schema["minItems"].AsInt,
            UniqueItems = schema["uniqueItems"].AsBool == true,
            MaxProperties = schema["maxProperties"].AsInt,
            MinProperties = schema["minProperties"].AsInt,
            Required = Texts(schema.GetList("required")),
            Enum = Values(schema.GetList("enum")),
            AllOf = Branches(schema.GetList("allOf")),
            AnyOf = Branches(schema.GetList("anyOf")),
            OneOf = Branches(schema.GetList("oneOf")),
            Not = schema.GetMap("not") is { } not ? Compile(not) : null,
        };
        return constraints.IsEmpty ? null : constraints;
    }

    private static StructuralSchema[] Branches(DocList? list)
    {
        var branches = new StructuralSchema[list?.Count ?? 0];
        for (var i = 0; i < branches.Length; i++)
        {
            branches[i] = Compile(list![i].AsMap ?? new DocMap());
        }

        return branches;
    }

    private static Value[] Values(DocList? list)
    {
        var values = new Value[list?.Count ?? 0];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = list![i].DeepClone();
            values[i].FreezeContent();
        }

        return values;
    }

    private static string[] Texts(DocList? list)
    {
        var texts = new string[list?.Count ?? 0];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = NameTable.Shared.GetOrAdd(list![i].AsString ?? "");
        }

        return texts;
    }

    private static ValidationRule[] Rules(DocList? list)
    {
        var rules = new ValidationRule[list?.Count ?? 0];
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = list![i].AsMap ?? new DocMap();
            rules[i] = new ValidationRule(
                rule.GetString("rule") ?? "",
                rule.GetString("message") ?? "",
                rule.GetString("messageExpression") ?? "",
                rule.GetString("reason") is { Length: > 0 } reason ? reason : "FieldValueInvalid",
                rule.GetString("fieldPath") ?? "",
                rule["optionalOldSelf"].AsBool);
        }

        return rules;
    }
}
