#nullable enable
using System;
using System.Collections.Generic;
using LightKube.Api.Schemas.Text;

namespace LightKube.Api.Generator;

/// <summary>Writes one property of a view.</summary>
internal sealed class PropertyEmitter(SchemaFile owner, string type, FieldText field, IReadOnlyDictionary<string, (SchemaFile File, TypeText Type)> types)
{
    private readonly string _key = "\"" + field.Name + "\"";
    private readonly string _name = Names.Property(field.Name, type);
    private readonly string _always = field.Always ? "true" : "false";

    public string Emit()
    {
        var qualified = field.Type.Contains(".") ? field.Type : owner.Package + "." + field.Type;
        var named = types.TryGetValue(qualified, out var found)
            ? "global::" + Names.Namespace(found.File.Package) + "." + found.Type.Name
            : null;
        if (field.IsList)
        {
            return List(named);
        }

        if (field.IsMap)
        {
            return Map(named);
        }

        return named != null
            ? $"    public {named} {_name} {{ get => new {named}(this, {_key}); set => Assign({_key}, value); }}"
            : Scalar();
    }

    private string List(string? named)
    {
        var view = named != null ? $"{Names.Views}ListView<{named}>" : field.Type switch
        {
            "string" => Names.Views + "StringList",
            "int32" or "int64" => Names.Views + "IntList",
            _ => null,
        };
        return view != null ? Collection(view) : Property(Names.Documents + "DocList?", $"Get({_key}).AsList", $"value is null ? default({Names.Documents}Value) : value");
    }

    private string Map(string? named)
    {
        var view = named != null ? $"{Names.Views}MapView<{named}>" : field.Type switch
        {
            "string" => Names.Views + "StringMap",
            "quantity" => Names.Views + "QuantityMap",
            "bytes" => Names.Views + "BytesMap",
            _ => Names.Views + "ValueMap",
        };
        return Collection(view);
    }

    private string Collection(string view) => $"    public {view} {_name} => new {view}(this, {_key});";

    private string Scalar() => field.Type switch
    {
        "string" or "duration" when field.Pointer => Property("string?", $"Get({_key}).AsString", Nullable("value")),
        "string" or "duration" => Own("string", $"GetString({_key})", $"PutString({_key}, value, {_always})"),
        "int32" when field.Pointer => Property("int?", $"(int?)Get({_key}).AsInt", Nullable("value.Value")),
        "int64" when field.Pointer => Property("long?", $"Get({_key}).AsInt", Nullable("value.Value")),
        "int32" => Own("int", $"(int)(Get({_key}).AsInt ?? 0)", $"PutInt({_key}, value, {_always})"),
        "int64" => Own("long", $"Get({_key}).AsInt ?? 0", $"PutInt({_key}, value, {_always})"),
        "double" => Property("double?", $"Get({_key}).AsDouble", Nullable("value.Value")),
        "bool" when field.Pointer => Property("bool?", $"Get({_key}).AsBool", Nullable("value.Value")),
        "bool" => Own("bool", $"Get({_key}).AsBool ?? false", $"PutBool({_key}, value, {_always})"),
        "bytes" => Property("byte[]?", $"{Names.Views}ViewScalars.ToBytes(Get({_key}))", Nullable("global::System.Convert.ToBase64String(value)")),
        "time" => Property("global::System.DateTimeOffset?", $"{Names.Views}ViewScalars.ToTime(Get({_key}))", Nullable($"{Names.Views}ViewScalars.FormatTime(value.Value)")),
        "microTime" => Property("global::System.DateTimeOffset?", $"{Names.Views}ViewScalars.ToTime(Get({_key}))", Nullable($"{Names.Views}ViewScalars.FormatMicroTime(value.Value)")),
        "quantity" => Property(Names.Quantities + "Quantity?", $"{Names.Views}ViewScalars.ToQuantity(Get({_key}))", Nullable("value.Value.ToString()")),
        "intOrString" => Property(Names.Views + "IntOrString?", $"{Names.Views}IntOrString.From(Get({_key}))", Nullable("value.Value.ToValue()")),
        "strings" => Collection(Names.Views + "StringList"),
        "any" or "json" or "fieldsV1" or "schemaOrArray" or "schemaOrBool" or "schemaOrStrings" => Property(Names.Documents + "Value", $"Get({_key})", "value"),
        _ => throw new InvalidOperationException($"{owner.Package}: field {field.Name} has the unknown type {field.Type}"),
    };

    private string Property(string csharp, string get, string put) => Own(csharp, get, $"Put({_key}, {put})");

    private string Own(string csharp, string get, string set) => $"    public {csharp} {_name} {{ get => {get}; set => {set}; }}";

    private static string Nullable(string value) => $"value is null ? default({Names.Documents}Value) : ({Names.Documents}Value){value}";
}
