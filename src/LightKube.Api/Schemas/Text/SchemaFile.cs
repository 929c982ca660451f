#nullable enable
using System.Collections.Generic;

namespace LightKube.Api.Schemas.Text;

/// <summary>A schema file as written: one API group-version, its kinds and its types. docs/decisions/001 tells the format.</summary>
internal sealed class SchemaFile
{
    public string Package = "";
    public string? Group;
    public string Version = "";
    public string Proto = "";
    public string OpenApi = "";
    public bool Served = true;
    public bool Aggregated;
    public readonly List<KindText> Kinds = new List<KindText>();
    public readonly List<TypeText> Types = new List<TypeText>();
}

internal sealed class KindText
{
    public string Kind = "";
    public string Plural = "";
    public string? Singular;
    public string? List;
    public bool Namespaced;
    public string[] ShortNames = [];
    public string[] Categories = [];
    public string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    public readonly List<SubresourceText> Subresources = new List<SubresourceText>();
    public readonly List<ColumnText> Columns = new List<ColumnText>();
}

internal sealed class SubresourceText
{
    public string Name = "";
    public string Kind = "";
    public string[] Verbs = [];
}

internal sealed class ColumnText
{
    public string Name = "";
    public string Type = "string";
    public string Format = "";
    public int Priority;
    public string Source = "";
    public string Description = "";
}

internal sealed class TypeText
{
    public string Name = "";
    public bool Atomic;

    /// <summary>An object of its own, with apiVersion and kind beside its fields.</summary>
    public bool IsKind;

    public readonly List<FieldText> Fields = new List<FieldText>();
}

internal sealed class FieldText
{
    public int Number;
    public string Name = "";

    /// <summary>The type without its decorations: <c>string</c>, <c>PodSpec</c>, <c>meta/v1.LabelSelector</c>.</summary>
    public string Type = "";

    public bool Pointer;
    public bool IsList;
    public bool IsMap;
    public bool Inline;
    public bool Required;
    public bool Always;
    public bool Nullable;
    public string? Default;
    public string[]? Enum;
    public string? ListType;
    public string[] ListKeys = [];
    public bool AtomicMap;
    public string[] PatchStrategy = [];
    public string? PatchMergeKey;
    public string? ProtoName;
}
