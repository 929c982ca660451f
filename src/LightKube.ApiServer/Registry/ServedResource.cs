using LightKube.Api.Schemas;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>A kind as the API serves it: at which version, from which cache, by which rules.</summary>
/// <param name="Schema">The kind at the served version.</param>
/// <param name="Cache">Where its objects are, at their stored version.</param>
/// <param name="Strategy">The kind's own rules.</param>
/// <param name="Conversion">Between served and stored version; null when they are the same.</param>
public sealed record ServedResource(KindSchema Schema, ResourceCache Cache, IKindStrategy Strategy, IKindConversion? Conversion)
{
    public KindSchema Stored => Cache.Schema;

    /// <summary>The key within the kind's cache.</summary>
    public string KeyOf(string ns, string name) => Schema.Namespaced ? $"{ns}/{name}" : name;
}
