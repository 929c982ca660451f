namespace LightKube.Api.OpenApi;

/// <summary>Which of the two OpenAPI languages is written.</summary>
internal enum OpenApiDialect : byte
{
    V2,
    V3,
}
