using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Apply;

/// <summary>A custom kind with a field of every sort that server-side apply tells apart.</summary>
internal static class Widgets
{
    private static readonly TypeSchema String = new() { Kind = TypeKind.String };
    private static readonly TypeSchema Int = new() { Kind = TypeKind.Int64 };
    private static readonly TypeSchema Free = new() { Kind = TypeKind.Json };
    private static readonly TypeSchema Item = Object(("name", String), ("value", Int), ("note", String), ("tags", Set(String)), ("inner", Map(String)));

    private static readonly TypeSchema Port = new()
    {
        Kind = TypeKind.Object,
        Fields =
        [
            new FieldSchema { Name = "port", Type = Int },
            new FieldSchema { Name = "protocol", Type = String, Default = "TCP" },
            new FieldSchema { Name = "name", Type = String },
        ],
    };

    public static readonly KindSchema Kind = Version("v1", "replicas", listIsAtomic: false);

    /// <summary>The same kind, where replicas are called count.</summary>
    public static readonly KindSchema KindV2 = Version("v2", "count", listIsAtomic: false);

    /// <summary>The same kind after items were made atomic.</summary>
    public static readonly KindSchema KindWithAtomicItems = Version("v1", "replicas", listIsAtomic: true);

    private static KindSchema Version(string version, string replicas, bool listIsAtomic) => new()
    {
        Group = "example.com",
        Version = version,
        Kind = "Widget",
        ListKind = "WidgetList",
        Plural = "widgets",
        Singular = "widget",
        Namespaced = true,
        Type = Object(
            ("apiVersion", String),
            ("kind", String),
            ("metadata", BuiltIn.Types["meta/v1.ObjectMeta"]),
            ("spec", Object(
                (replicas, Int),
                ("color", String),
                ("map", Map(String)),
                ("maps", Map(Map(String))),
                ("whole", Object(true, ("a", String), ("b", String))),
                ("wholeMap", new TypeSchema { Kind = TypeKind.Map, Element = String, Atomic = true }),
                ("part", Object(("a", String), ("b", String), ("part", Object(("c", String))))),
                ("list", new TypeSchema { Kind = TypeKind.List, Element = String }),
                ("set", Set(String)),
                ("numbers", Set(Int)),
                ("items", listIsAtomic ? new TypeSchema { Kind = TypeKind.List, Element = Item } : List(Item, "name")),
                ("ports", List(Port, "port", "protocol")),
                ("free", Free))),
            ("status", Object(("phase", String)))),
    };

    private static TypeSchema Object(params (string Name, TypeSchema Type)[] fields) => Object(false, fields);

    private static TypeSchema Object(bool isAtomic, params (string Name, TypeSchema Type)[] fields) => new()
    {
        Kind = TypeKind.Object,
        Atomic = isAtomic,
        Fields = [.. fields.Select(field => new FieldSchema { Name = field.Name, Type = field.Type })],
    };

    private static TypeSchema Map(TypeSchema element) => new() { Kind = TypeKind.Map, Element = element };

    private static TypeSchema Set(TypeSchema element) => new() { Kind = TypeKind.List, Element = element, ListType = ListType.Set };

    private static TypeSchema List(TypeSchema element, params string[] keys) =>
        new() { Kind = TypeKind.List, Element = element, ListType = ListType.Map, ListKeys = keys };
}
