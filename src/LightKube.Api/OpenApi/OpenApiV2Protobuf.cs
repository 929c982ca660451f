using System.Buffers;
using LightKube.Api.Documents;
using LightKube.Api.Protobuf;

namespace LightKube.Api.OpenApi;

/// <summary>
/// Turns the parts of a Swagger 2.0 document into the protobuf message that gnostic defines for it. The field numbers
/// are those of its OpenAPIv2.proto.
/// </summary>
internal static class OpenApiV2Protobuf
{
    private static class Document
    {
        public const int Swagger = 1, Info = 2, Paths = 8, Definitions = 9;
    }

    private static readonly Dictionary<string, int> Methods = new() { ["get"] = 2, ["put"] = 3, ["post"] = 4, ["delete"] = 5, ["patch"] = 8 };

    public static void Write(
        IBufferWriter<byte> output, string title, string version, IEnumerable<(string Path, DocMap Item)> paths, IEnumerable<(string Name, DocMap Schema)> definitions)
    {
        var buffer = new WireWriter();
        Text(buffer, Document.Swagger, "2.0");
        var info = buffer.Begin(Document.Info);
        Text(buffer, 1, title);
        Text(buffer, 2, version);
        buffer.End(info);
        buffer.FlushTo(output);
        WriteMany(output, buffer, Document.Paths, 2, paths, PathItem);
        WriteMany(output, buffer, Document.Definitions, 1, definitions, Schema);
    }

    // Many messages of one field become one message each: parsers merge repeated occurrences of a singular message, so
    // the whole need not be in memory to know its length.
    private static void WriteMany(
        IBufferWriter<byte> output, WireWriter buffer, int field, int inner, IEnumerable<(string Name, DocMap Value)> parts, Action<WireWriter, DocMap> write)
    {
        foreach (var (name, value) in parts)
        {
            var outer = buffer.Begin(field);
            Named(buffer, inner, name, value, write);
            buffer.End(outer);
            buffer.FlushTo(output);
        }
    }

    private static void Named(WireWriter buffer, int field, string name, DocMap value, Action<WireWriter, DocMap> write)
    {
        var pair = buffer.Begin(field);
        Text(buffer, 1, name);
        var start = buffer.Begin(2);
        write(buffer, value);
        buffer.End(start);
        buffer.End(pair);
    }

    private static void PathItem(WireWriter buffer, DocMap item)
    {
        foreach (var (method, field) in Methods)
        {
            if (item.GetMap(method) is { } operation)
            {
                var start = buffer.Begin(field);
                Operation(buffer, operation);
                buffer.End(start);
            }
        }

        Parameters(buffer, 9, item);
    }

    private static void Operation(WireWriter buffer, DocMap operation)
    {
        Strings(buffer, 1, operation.GetList("tags"));
        Text(buffer, 3, operation.GetString("description"));
        Text(buffer, 5, operation.GetString("operationId"));
        Strings(buffer, 6, operation.GetList("produces"));
        Strings(buffer, 7, operation.GetList("consumes"));
        Parameters(buffer, 8, operation);
        var responses = buffer.Begin(9);
        foreach (ref readonly var response in operation.GetMap("responses")!.Entries)
        {
            Named(buffer, 1, response.Key, response.Value.AsMap!, Response);
        }

        buffer.End(responses);
        Extensions(buffer, 13, operation);
    }

    private static void Response(WireWriter buffer, DocMap response)
    {
        var start = buffer.Begin(1);
        Text(buffer, 1, response.GetString("description"));
        if (response.GetMap("schema") is { } schema)
        {
            var item = buffer.Begin(2);
            Nested(buffer, 1, schema);
            buffer.End(item);
        }

        buffer.End(start);
    }

    private static void Parameters(WireWriter buffer, int field, DocMap owner)
    {
        foreach (ref readonly var item in (owner.GetList("parameters") ?? new DocList()).Items)
        {
            var parameter = item.AsMap!;
            var outer = buffer.Begin(field);
            var one = buffer.Begin(1);
            if (parameter.GetString("in") == "body")
            {
                Body(buffer, parameter);
            }
            else
            {
                NonBody(buffer, parameter);
            }

            buffer.End(one);
            buffer.End(outer);
        }
    }

    private static void Body(WireWriter buffer, DocMap parameter)
    {
        var body = buffer.Begin(1);
        Text(buffer, 2, parameter.GetString("name"));
        Text(buffer, 3, "body");
        Flag(buffer, 4, parameter["required"].AsBool == true);
        Nested(buffer, 5, parameter.GetMap("schema")!);
        buffer.End(body);
    }

    private static void NonBody(WireWriter buffer, DocMap parameter)
    {
        var isPath = parameter.GetString("in") == "path";
        var outer = buffer.Begin(2);
        var inner = buffer.Begin(isPath ? 4 : 3);
        Flag(buffer, 1, parameter["required"].AsBool == true);
        Text(buffer, 2, parameter.GetString("in"));
        Text(buffer, 3, parameter.GetString("description"));
        Text(buffer, 4, parameter.GetString("name"));
        Text(buffer, isPath ? 5 : 6, parameter.GetString("type"));
        buffer.End(inner);
        buffer.End(outer);
    }

    private static void Nested(WireWriter buffer, int field, DocMap schema)
    {
        var start = buffer.Begin(field);
        Schema(buffer, schema);
        buffer.End(start);
    }

    private static void Schema(WireWriter buffer, DocMap schema)
    {
        Text(buffer, 1, schema.GetString("$ref"));
        Text(buffer, 2, schema.GetString("format"));
        Text(buffer, 4, schema.GetString("description"));
        Strings(buffer, 19, schema.GetList("required"));
        foreach (ref readonly var value in (schema.GetList("enum") ?? new DocList()).Items)
        {
            Any(buffer, 20, value);
        }

        if (schema.GetMap("additionalProperties") is { } additional)
        {
            var start = buffer.Begin(21);
            Nested(buffer, 1, additional);
            buffer.End(start);
        }

        if (schema.GetString("type") is { } type)
        {
            var start = buffer.Begin(22);
            Text(buffer, 1, type);
            buffer.End(start);
        }

        if (schema.GetMap("items") is { } items)
        {
            var start = buffer.Begin(23);
            Nested(buffer, 1, items);
            buffer.End(start);
        }

        if (schema.GetMap("properties") is { } properties)
        {
            var start = buffer.Begin(25);
            foreach (ref readonly var property in properties.Entries)
            {
                Named(buffer, 1, property.Key, property.Value.AsMap!, Schema);
            }

            buffer.End(start);
        }

        Extensions(buffer, 31, schema);
    }

    private static void Strings(WireWriter buffer, int field, DocList? list)
    {
        foreach (ref readonly var item in (list ?? new DocList()).Items)
        {
            Text(buffer, field, item.AsString);
        }
    }

    private static void Extensions(WireWriter buffer, int field, DocMap owner)
    {
        foreach (ref readonly var entry in owner.Entries)
        {
            if (entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                var start = buffer.Begin(field);
                Text(buffer, 1, entry.Key);
                Any(buffer, 2, entry.Value);
                buffer.End(start);
            }
        }
    }

    // The document's readers take what is missing for empty.
    private static void Text(WireWriter buffer, int field, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            buffer.String(field, text);
        }
    }

    private static void Flag(WireWriter buffer, int field, bool value)
    {
        if (value)
        {
            buffer.Bool(field, true);
        }
    }

    // A value of any type travels as YAML, of which JSON is a part.
    private static void Any(WireWriter buffer, int field, Value value)
    {
        var start = buffer.Begin(field);
        Text(buffer, 2, Json.JsonText.Of(value));
        buffer.End(start);
    }
}
