using System.Collections.Frozen;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.OpenApi;

/// <summary>The schema objects of types, one at a time, so that no whole document is ever in memory as a tree.</summary>
internal sealed class OpenApiDefinitions(OpenApiDialect dialect)
{
    private const string Machinery = "io.k8s.apimachinery.pkg.";
    private const string Extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    private static readonly string[] Shared = ["meta/v1.DeleteOptions", "meta/v1.Status", "meta/v1.WatchEvent", "meta/v1.APIResourceList", "meta/v1.APIGroup", "meta/v1.APIVersions"];

    private readonly FrozenDictionary<string, string> _descriptions = Descriptions.Load();
    private readonly string _refPrefix = dialect == OpenApiDialect.V2 ? "#/definitions/" : "#/components/schemas/";

    public string Ref(string name) => _refPrefix + name;

    /// <summary>The name of the kind's own definition.</summary>
    public static string NameOf(KindSchema kind) => kind.Type.OpenApiName.Length > 0 ? kind.Type.OpenApiName : CustomName(kind, kind.Kind);

    /// <summary>The name of the definition of a list of the kind.</summary>
    public static string ListNameOf(KindSchema kind) =>
        kind.Type.OpenApiName.Length > 0 ? kind.Type.OpenApiName[..^kind.Kind.Length] + kind.ListKind : CustomName(kind, kind.ListKind);

    /// <summary>The definitions that the kinds need, each once, by name in ordinal order.</summary>
    public IEnumerable<(string Name, DocMap Schema)> All(IReadOnlyList<KindSchema> kinds)
    {
        var owners = kinds.GroupBy(kind => NameOf(kind)).ToDictionary(group => group.Key, group => group.First());
        var lists = kinds.Where(kind => kind.Verbs.Contains("list")).GroupBy(ListNameOf).ToDictionary(group => group.Key, group => group.First());
        var types = new SortedDictionary<string, TypeSchema?>(StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            if (kind.Custom is null)
            {
                Collect(kind.Type, types);
            }

            types.TryAdd(NameOf(kind), kind.Type);
            foreach (var subresource in kind.Subresources)
            {
                Collect(BuiltIn.Types.GetValueOrDefault(subresource.Kind), types);
            }
        }

        foreach (var shared in kinds.Any(static kind => kind.Custom is not null) ? [.. Shared, "meta/v1.ObjectMeta", "meta/v1.ListMeta"] : Shared)
        {
            Collect(BuiltIn.Types[shared], types);
        }

        foreach (var name in lists.Keys.Concat(Special.Select(special => special.Name)))
        {
            types.TryAdd(name, null);
        }

        foreach (var (name, type) in types)
        {
            var schema = owners.GetValueOrDefault(name) is { Custom: not null } custom ? new CustomDefinition(dialect, Ref).Of(custom)
                : type is not null ? Object(type, name)
                : lists.TryGetValue(name, out var listed) ? List(listed) : SpecialSchema(name);
            if (owners.GetValueOrDefault(name) is { } owner)
            {
                schema.Set("x-kubernetes-group-version-kind", Gvks((owner.Group, owner.Version, owner.Kind)));
            }
            else if (SharedGvk(type) is { } kindName)
            {
                schema.Set("x-kubernetes-group-version-kind", SharedGvks(kinds, kindName));
            }

            yield return (name, schema);
        }
    }

    private static void Collect(TypeSchema? type, SortedDictionary<string, TypeSchema?> types)
    {
        if (type is null || (type.Kind == TypeKind.Object && type.OpenApiName.Length > 0 && !types.TryAdd(type.OpenApiName, type)))
        {
            return;
        }

        Collect(type.Element, types);
        foreach (var field in type.Fields)
        {
            Collect(field.Type, types);
        }
    }

    private static string CustomName(KindSchema kind, string name) => $"{string.Join('.', kind.Group.Split('.').Reverse())}.{kind.Version}.{name}";

    private DocMap Object(TypeSchema type, string name)
    {
        var schema = new DocMap(6);
        SetDescription(schema, $"{type.Package}.{type.Name}");
        schema.Set("type", "object");
        if (type.Fields.Count > 0)
        {
            var properties = new DocMap(type.Fields.Count);
            foreach (var field in type.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
            {
                properties.Set(field.Name, Field(type, field));
            }

            schema.Set("properties", properties);
        }

        var required = type.Fields.Where(field => field.Required).Select(field => field.Name).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0)
        {
            schema.Set("required", DocList.Of(required));
        }

        if (type.Atomic)
        {
            schema.Set("x-kubernetes-map-type", "atomic");
        }

        return schema;
    }

    private DocMap Field(TypeSchema owner, FieldSchema field)
    {
        var type = Type(field.Type);
        var schema = type;
        if (type.Contains("$ref"))
        {
            // Version 3 ignores what stands beside a reference, so the reference goes one level down.
            schema = dialect == OpenApiDialect.V2 ? type : new DocMap();
            if (dialect == OpenApiDialect.V3)
            {
                var all = new DocList(1);
                all.Add(type);
                schema.Set("allOf", all);
            }
        }

        SetDescription(schema, $"{owner.Package}.{owner.Name}.{field.Name}", field.Name switch
        {
            "apiVersion" when owner.IsKind => "APIVersion defines the version of the API that this object is written in.",
            "kind" when owner.IsKind => "Kind is a string that names the kind of object.",
            "metadata" when owner.IsKind => "Standard object's metadata: name, labels and other data about the object itself.",
            _ => null,
        });
        if (dialect == OpenApiDialect.V3 && !field.Default.IsAbsent)
        {
            schema.Set("default", field.Default);
        }

        if (field.Enum is { } values && field.Type.Kind == TypeKind.String)
        {
            schema.Set("enum", DocList.Of(values));
        }

        if (field.PatchStrategy.Count > 0)
        {
            schema.Set("x-kubernetes-patch-strategy", string.Join(",", field.PatchStrategy));
        }

        if (field.PatchMergeKey is { } key)
        {
            schema.Set("x-kubernetes-patch-merge-key", key);
        }

        return schema;
    }

    private DocMap Type(TypeSchema type)
    {
        switch (type.Kind)
        {
            case TypeKind.Object when type.OpenApiName.Length > 0:
                return Reference(type.OpenApiName);
            case TypeKind.Object:
                return Object(type, "");
            case TypeKind.Map:
                var map = Scalar("object");
                map.Set("additionalProperties", Type(type.Element!));
                map.Set("x-kubernetes-map-type", type.Atomic ? "atomic" : default(Value));
                return map;
            case TypeKind.List:
                return ListOf(type);
            case TypeKind.Strings:
                return Array(Scalar("string"));
            default:
                return ScalarType(type.Kind);
        }
    }

    private DocMap ScalarType(TypeKind kind) => kind switch
    {
        TypeKind.Int32 => Scalar("integer", "int32"),
        TypeKind.Int64 => Scalar("integer", "int64"),
        TypeKind.Double => Scalar("number", "double"),
        TypeKind.Bool => Scalar("boolean"),
        TypeKind.Bytes => Scalar("string", "byte"),
        TypeKind.String or TypeKind.Duration => Scalar("string"),
        _ => Reference(Special.First(special => special.Kind == kind).Name),
    };

    private DocMap ListOf(TypeSchema type)
    {
        var list = Array(Type(type.Element!));
        if (type.ListType != ListType.Atomic || type.Element!.Kind is TypeKind.String or TypeKind.Object)
        {
            list.Set("x-kubernetes-list-type", type.ListType switch { ListType.Map => "map", ListType.Set => "set", _ => "atomic" });
        }

        if (type.ListKeys.Count > 0)
        {
            list.Set("x-kubernetes-list-map-keys", DocList.Of(type.ListKeys));
        }

        return list;
    }

    private DocMap List(KindSchema kind)
    {
        var schema = Scalar("object");
        var properties = new DocMap();
        properties.Set("apiVersion", Scalar("string"));
        properties.Set("items", Array(Reference(NameOf(kind))));
        properties.Set("kind", Scalar("string"));
        properties.Set("metadata", Reference(Machinery + "apis.meta.v1.ListMeta"));
        schema.Set("properties", properties);
        schema.Set("required", DocList.Of(["items"]));
        schema.Set("x-kubernetes-group-version-kind", Gvks((kind.Group, kind.Version, kind.ListKind)));
        return schema;
    }

    // Types whose JSON is not an object of theirs: name, JSON type, format.
    private static readonly (TypeKind Kind, string Name, string Type, string Format)[] Special =
    [
        (TypeKind.Time, Machinery + "apis.meta.v1.Time", "string", "date-time"),
        (TypeKind.MicroTime, Machinery + "apis.meta.v1.MicroTime", "string", "date-time"),
        (TypeKind.Quantity, Machinery + "api.resource.Quantity", "string", ""),
        (TypeKind.IntOrString, Machinery + "util.intstr.IntOrString", "string", "int-or-string"),
        (TypeKind.Any, Machinery + "runtime.RawExtension", "object", ""),
        (TypeKind.FieldsV1, Machinery + "apis.meta.v1.FieldsV1", "object", ""),
        (TypeKind.Json, Extensions + "JSON", "", ""),
        (TypeKind.SchemaOrArray, Extensions + "JSONSchemaPropsOrArray", "", ""),
        (TypeKind.SchemaOrBool, Extensions + "JSONSchemaPropsOrBool", "", ""),
        (TypeKind.SchemaOrStrings, Extensions + "JSONSchemaPropsOrStringArray", "", ""),
        (TypeKind.Object, PatchName, "object", ""),
    ];

    /// <summary>The definition of a patch's body.</summary>
    public const string PatchName = Machinery + "apis.meta.v1.Patch";

    private DocMap SpecialSchema(string name)
    {
        var special = Special.First(candidate => candidate.Name == name);
        if (dialect == OpenApiDialect.V3 && special.Kind is TypeKind.Quantity or TypeKind.IntOrString)
        {
            var either = new DocMap();
            var options = either.GetOrAddList("oneOf");
            options.Add(Scalar("string"));
            options.Add(Scalar(special.Kind == TypeKind.Quantity ? "number" : "integer"));
            either.Set("format", special.Format.Length > 0 ? special.Format : default(Value));
            return either;
        }

        return special.Type.Length > 0 ? Scalar(special.Type, special.Format) : new DocMap();
    }

    private static string? SharedGvk(TypeSchema? type) => type is { IsKind: true, Package: "meta/v1" } ? type.Name : null;

    // Options and events belong to every group.
    private static DocList SharedGvks(IReadOnlyList<KindSchema> kinds, string name)
    {
        var groups = name is "DeleteOptions" or "WatchEvent"
            ? kinds.Select(kind => (kind.Group, kind.Version)).Append(("", "v1")).Distinct().Order().ToList()
            : [("", "v1")];
        return Gvks(groups.Select(group => (group.Item1, group.Item2, name)).ToArray());
    }

    private static DocList Gvks(params (string Group, string Version, string Kind)[] all)
    {
        var list = new DocList(all.Length);
        foreach (var gvk in all)
        {
            list.Add(Gvk(gvk.Group, gvk.Version, gvk.Kind));
        }

        return list;
    }

    public static DocMap Gvk(string group, string version, string kind)
    {
        var map = new DocMap(3);
        map.Set("group", group);
        map.Set("kind", kind);
        map.Set("version", version);
        return map;
    }

    private DocMap Reference(string name)
    {
        var map = new DocMap(2);
        map.Set("$ref", Ref(name));
        return map;
    }

    private static DocMap Array(DocMap items)
    {
        var map = Scalar("array");
        map.Set("items", items);
        return map;
    }

    private static DocMap Scalar(string type, string format = "")
    {
        var map = new DocMap(4);
        map.Set("type", type);
        map.Set("format", format.Length > 0 ? format : default(Value));
        return map;
    }

    private void SetDescription(DocMap schema, string key, string? otherwise = null) =>
        schema.Set("description", _descriptions.GetValueOrDefault(key) ?? otherwise ?? default(Value));
}
