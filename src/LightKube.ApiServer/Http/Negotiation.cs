using LightKube.Api.Errors;

namespace LightKube.ApiServer.Http;

/// <summary>In what shape a client wants its objects.</summary>
public enum Projection : byte
{
    /// <summary>As they are.</summary>
    Full,

    /// <summary>Rows and columns for people (meta.k8s.io Table).</summary>
    Table,

    /// <summary>apiVersion, kind and metadata alone.</summary>
    PartialMetadata,
}

/// <summary>The answer's encoding and shape.</summary>
/// <param name="Yaml">YAML instead of JSON.</param>
/// <param name="Projection">The shape.</param>
/// <param name="As">The kind asked for with <c>as=</c>, such as APIGroupDiscoveryList; empty for none.</param>
/// <param name="Version">The version asked for with <c>v=</c>.</param>
public readonly record struct ResponseFormat(bool Yaml, Projection Projection, string As, string Version)
{
    public static readonly ResponseFormat Json = new(false, Projection.Full, "", "");

    public string ContentType => Yaml ? MediaTypes.Yaml : MediaTypes.Json;
}

/// <summary>Reads Accept headers: the first alternative that can be served wins, in order of their q values.</summary>
public static class Negotiation
{
    /// <param name="accept">The header.</param>
    /// <param name="asTheyAreOnly">What is served has no rows and no metadata, so neither tables nor partial objects can be made of it.</param>
    /// <exception cref="ApiException">NotAcceptable: nothing the client accepts can be served.</exception>
    public static ResponseFormat Choose(string? accept, bool asTheyAreOnly = false)
    {
        if (string.IsNullOrEmpty(accept) || accept == MediaTypes.Json)
        {
            return ResponseFormat.Json;
        }

        (ResponseFormat Format, double Quality)? best = null;
        foreach (var range in accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TryRead(range, out var format, out var quality) && !(asTheyAreOnly && format.Projection != Projection.Full) && (best is null || quality > best.Value.Quality))
            {
                best = (format, quality);
            }
        }

        return best?.Format ?? throw ApiException.NotAcceptable(
            "only the following media types are accepted: application/json, application/yaml, application/json;as=Table;v=v1;g=meta.k8s.io");
    }

    private static bool TryRead(string range, out ResponseFormat format, out double quality)
    {
        var parts = range.Split(';', StringSplitOptions.TrimEntries);
        var yaml = parts[0] is "application/yaml" or "text/yaml";
        var known = yaml || parts[0] is "application/json" or "application/*" or "*/*";
        var parameters = new Parameters();
        foreach (var part in parts.AsSpan(1))
        {
            parameters.Read(part);
        }

        quality = parameters.Quality;
        format = new ResponseFormat(yaml, Projection.Full, "", "");
        switch (parameters.As)
        {
            case "":
                return known;
            case "Table" when parameters is { Group: "meta.k8s.io", Version: "v1" or "v1beta1" }:
                format = format with { Projection = Projection.Table, As = "Table", Version = parameters.Version };
                return known;
            case "PartialObjectMetadata" or "PartialObjectMetadataList" when parameters is { Group: "meta.k8s.io", Version: "v1" or "v1beta1" }:
                format = format with { Projection = Projection.PartialMetadata, As = parameters.As, Version = parameters.Version };
                return known;
            case "APIGroupDiscoveryList" when parameters is { Group: "apidiscovery.k8s.io", Version: "v2" or "v2beta1" }:
                format = format with { As = parameters.As, Version = parameters.Version };
                return known;
            default:
                return false;
        }
    }

    private struct Parameters()
    {
        public string As = "";
        public string Group = "";
        public string Version = "";
        public double Quality = 1;

        public void Read(string part)
        {
            var equals = part.IndexOf('=');
            if (equals < 0)
            {
                return;
            }

            var value = part[(equals + 1)..].Trim('"');
            switch (part[..equals])
            {
                case "as": As = value; break;
                case "g": Group = value; break;
                case "v": Version = value; break;
                case "q":
                    Quality = double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var quality) ? quality : 0;
                    break;
            }
        }
    }
}
