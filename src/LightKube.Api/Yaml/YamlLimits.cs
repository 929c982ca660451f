namespace LightKube.Api.Yaml;

/// <summary>Bounds on what is read as YAML, beside the depth that <see cref="Json.JsonLimits"/> gives.</summary>
public static class YamlLimits
{
    /// <summary>Values that the aliases of one document may copy together: a few lines of nested aliases could otherwise stand for billions.</summary>
    public const int MaxAliasedNodes = 10_000;

    /// <summary>Values of one document. The parser takes some microseconds for each; the largest published manifests have some ten thousand.</summary>
    public const int MaxNodes = 200_000;

    /// <summary>Levels of braces and brackets, which cost the parser time at every token inside them. JSON that is deeper is sent as JSON.</summary>
    public const int MaxFlowDepth = 100;

    /// <summary>Documents in one stream; more is no manifest.</summary>
    public const int MaxDocuments = 10_000;
}
