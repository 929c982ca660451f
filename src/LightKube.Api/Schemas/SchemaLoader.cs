using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas.Text;

namespace LightKube.Api.Schemas;

/// <summary>Turns parsed schema files into linked types: first every named object, then its fields, since types refer to one another in circles.</summary>
internal sealed class SchemaLoader
{
    private static readonly Dictionary<string, TypeKind> Scalars = new(StringComparer.Ordinal)
    {
        ["string"] = TypeKind.String,
        ["int32"] = TypeKind.Int32,
        ["int64"] = TypeKind.Int64,
        ["double"] = TypeKind.Double,
        ["bool"] = TypeKind.Bool,
        ["bytes"] = TypeKind.Bytes,
        ["time"] = TypeKind.Time,
        ["microTime"] = TypeKind.MicroTime,
        ["duration"] = TypeKind.Duration,
        ["quantity"] = TypeKind.Quantity,
        ["intOrString"] = TypeKind.IntOrString,
        ["any"] = TypeKind.Any,
        ["json"] = TypeKind.Json,
        ["fieldsV1"] = TypeKind.FieldsV1,
        ["strings"] = TypeKind.Strings,
        ["schemaOrArray"] = TypeKind.SchemaOrArray,
        ["schemaOrBool"] = TypeKind.SchemaOrBool,
        ["schemaOrStrings"] = TypeKind.SchemaOrStrings,
    };

    private readonly Dictionary<string, TypeSchema> _scalars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SchemaFile File, TypeText Text)> _texts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, TypeSchema> Types => _types;

    public SchemaLoader()
    {
        foreach (var (name, kind) in Scalars)
        {
            _scalars.Add(name, new TypeSchema { Kind = kind });
        }
    }

    /// <exception cref="FormatException">A file refers to a type that no file has.</exception>
    public IReadOnlyList<KindSchema> Load(IReadOnlyList<SchemaFile> files)
    {
        foreach (var file in files)
        {
            foreach (var text in file.Types)
            {
                var name = $"{file.Package}.{text.Name}";
                _texts.Add(name, (file, text));
                _types.Add(name, new TypeSchema
                {
                    Kind = TypeKind.Object,
                    Name = text.Name,
                    Package = file.Package,
                    OpenApiName = $"{file.OpenApi}.{text.Name}",
                    Atomic = text.Atomic,
                    IsKind = text.IsKind,
                });
            }
        }

        foreach (var (name, type) in _types)
        {
            type.Fields = FieldsOf(_texts[name].File, _texts[name].Text, []);
        }

        return files.SelectMany(file => file.Kinds.Select(kind => Kind(file, kind))).ToList();
    }

    private List<FieldSchema> FieldsOf(SchemaFile file, TypeText text, int[] wirePrefix)
    {
        var fields = new List<FieldSchema>(text.Fields.Count + 2);
        if (text.IsKind && wirePrefix.Length == 0)
        {
            fields.Add(new FieldSchema { Name = "apiVersion", Type = _scalars["string"] });
            fields.Add(new FieldSchema { Name = "kind", Type = _scalars["string"] });
        }

        foreach (var field in text.Fields)
        {
            int[] wire = field.Number == 0 ? [] : [.. wirePrefix, field.Number];
            if (field.Inline)
            {
                var (innerFile, inner) = _texts[Qualified(file, field.Type)];
                fields.AddRange(FieldsOf(innerFile, inner, wire));
            }
            else
            {
                fields.Add(Field(file, field, wire));
            }
        }

        return fields;
    }

    private FieldSchema Field(SchemaFile file, FieldText text, int[] wire)
    {
        var defaultValue = text.Default is null ? default : JsonText.Parse(text.Default);
        defaultValue.FreezeContent();
        return new FieldSchema
        {
            Name = NameTable.Shared.GetOrAdd(text.Name),
            Type = TypeOf(file, text),
            Required = text.Required,
            Always = text.Always,
            Pointer = text.Pointer,
            Nullable = text.Nullable,
            Default = defaultValue,
            Enum = text.Enum?.Select(NameTable.Shared.GetOrAdd).ToArray(),
            PatchStrategy = text.PatchStrategy,
            PatchMergeKey = text.PatchMergeKey,
            Wire = wire,
        };
    }

    private TypeSchema TypeOf(SchemaFile file, FieldText text)
    {
        var element = _scalars.GetValueOrDefault(text.Type) ?? _types.GetValueOrDefault(Qualified(file, text.Type))
            ?? throw new FormatException($"{file.Package}: field {text.Name} has the unknown type {text.Type}");
        if (text.IsList)
        {
            return new TypeSchema
            {
                Kind = TypeKind.List,
                Element = element,
                ListKeys = text.ListKeys,
                ListType = text.ListType switch { "map" => ListType.Map, "set" => ListType.Set, _ => ListType.Atomic },
            };
        }

        return text.IsMap ? new TypeSchema { Kind = TypeKind.Map, Element = element, Atomic = text.AtomicMap } : element;
    }

    private KindSchema Kind(SchemaFile file, KindText text) => new()
    {
        Group = file.Group ?? "",
        Version = file.Version,
        Kind = NameTable.Shared.GetOrAdd(text.Kind),
        ListKind = text.List ?? text.Kind + "List",
        Plural = text.Plural,
        Singular = text.Singular ?? text.Kind.ToLowerInvariant(),
        Namespaced = text.Namespaced,
        Type = _types[$"{file.Package}.{text.Kind}"],
        ShortNames = text.ShortNames,
        Categories = text.Categories,
        Verbs = text.Verbs,
        Subresources = text.Subresources.Select(sub => new SubresourceSchema(sub.Name, sub.Kind, sub.Verbs)).ToArray(),
        Columns = text.Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Format, c.Priority, c.Source, c.Description)).ToArray(),
        Served = file.Served && !file.Aggregated,
    };

    private static string Qualified(SchemaFile file, string type) => type.Contains('.') ? type : $"{file.Package}.{type}";
}
