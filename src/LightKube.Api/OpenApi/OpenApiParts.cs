using LightKube.Api.Documents;

namespace LightKube.Api.OpenApi;

/// <summary>Paths and definitions of an OpenAPI 2 document that come from elsewhere, such as an extension server.</summary>
/// <param name="Paths">Path items; frozen.</param>
/// <param name="Definitions">Schemas; frozen.</param>
public sealed record OpenApiParts(IReadOnlyList<(string Path, DocMap Item)> Paths, IReadOnlyList<(string Name, DocMap Schema)> Definitions);
