using System.Buffers;
using System.Text.Json;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;

namespace LightKube.Api.OpenApi;

/// <summary>
/// Writes the OpenAPI documents of the kinds that are served. Some megabytes each, and rarely asked for: make them on
/// demand and keep them compressed.
/// </summary>
public static class OpenApiDocuments
{
    /// <summary>The media type of <see cref="WriteV2Protobuf"/>; kubectl asks for it first, up to 1.31 for nothing else.</summary>
    /// <remarks>Clients ask with <c>spec.v2@v1.0</c>, but that is no media type, and Go since 1.17 will not read an answer that bears it.</remarks>
    public const string V2ProtobufMediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private const string Title = "Kubernetes";

    /// <summary>The Swagger 2.0 document of all kinds, for <c>/openapi/v2</c>.</summary>
    /// <param name="output">Takes the document.</param>
    /// <param name="kinds">What this server serves.</param>
    /// <param name="version">The server's.</param>
    /// <param name="others">What other servers serve. Of definitions with the same name, such as ObjectMeta, ours counts.</param>
    public static void WriteV2(IBufferWriter<byte> output, IReadOnlyList<KindSchema> kinds, string version, params IReadOnlyList<OpenApiParts> others)
    {
        var definitions = new OpenApiDefinitions(OpenApiDialect.V2);
        var writer = JsonDocumentWriter.Rent(output);
        writer.WriteStartObject();
        writer.WriteString("swagger", "2.0");
        WriteInfo(writer, version);
        WriteAll(writer, "paths", Paths(new OpenApiPaths(OpenApiDialect.V2, definitions).All(kinds), others));
        WriteAll(writer, "definitions", Definitions(definitions.All(kinds), others));
        writer.WriteEndObject();
        JsonDocumentWriter.Return(writer);
    }

    /// <summary>The same as a protobuf message of type <c>openapi.v2.Document</c>.</summary>
    public static void WriteV2Protobuf(IBufferWriter<byte> output, IReadOnlyList<KindSchema> kinds, string version, params IReadOnlyList<OpenApiParts> others)
    {
        var definitions = new OpenApiDefinitions(OpenApiDialect.V2);
        var paths = Paths(new OpenApiPaths(OpenApiDialect.V2, definitions).All(kinds), others);
        OpenApiV2Protobuf.Write(output, Title, version, paths, Definitions(definitions.All(kinds), others));
    }

    /// <summary>The OpenAPI 3.0 document of the kinds of one group-version, for <c>/openapi/v3/apis/GROUP/VERSION</c>.</summary>
    public static void WriteV3(IBufferWriter<byte> output, IReadOnlyList<KindSchema> kinds, string version)
    {
        var definitions = new OpenApiDefinitions(OpenApiDialect.V3);
        WriteV3(output, new OpenApiPaths(OpenApiDialect.V3, definitions).All(kinds), () => definitions.All(kinds), version);
    }

    /// <summary>The same of a group-version that somebody else serves.</summary>
    /// <param name="output">Takes the document.</param>
    /// <param name="parts">In the words of OpenAPI 3.0.</param>
    /// <param name="version">The server's.</param>
    public static void WriteV3(IBufferWriter<byte> output, OpenApiParts parts, string version) => WriteV3(output, parts.Paths, () => parts.Definitions, version);

    // What definitions are needed is known once the paths are written.
    private static void WriteV3(
        IBufferWriter<byte> output, IEnumerable<(string Path, DocMap Item)> paths, Func<IEnumerable<(string Name, DocMap Schema)>> definitions, string version)
    {
        var writer = JsonDocumentWriter.Rent(output);
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.0.0");
        WriteInfo(writer, version);
        WriteAll(writer, "paths", paths);
        writer.WritePropertyName("components");
        writer.WriteStartObject();
        WriteAll(writer, "schemas", definitions());
        writer.WriteEndObject();
        writer.WriteEndObject();
        JsonDocumentWriter.Return(writer);
    }

    private static IEnumerable<(string Path, DocMap Item)> Paths(IEnumerable<(string Path, DocMap Item)> own, IReadOnlyList<OpenApiParts> others) =>
        own.Concat(others.SelectMany(static parts => parts.Paths)).DistinctBy(static part => part.Path);

    private static IEnumerable<(string Name, DocMap Schema)> Definitions(IEnumerable<(string Name, DocMap Schema)> own, IReadOnlyList<OpenApiParts> others) =>
        own.Concat(others.SelectMany(static parts => parts.Definitions)).DistinctBy(static part => part.Name);

    private static void WriteInfo(Utf8JsonWriter writer, string version)
    {
        writer.WritePropertyName("info");
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteString("version", version);
        writer.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter writer, string name, IEnumerable<(string Name, DocMap Value)> parts)
    {
        writer.WritePropertyName(name);
        writer.WriteStartObject();
        foreach (var (key, value) in parts)
        {
            writer.WritePropertyName(key);
            JsonDocumentWriter.WriteValue(writer, value);
        }

        writer.WriteEndObject();
    }
}
