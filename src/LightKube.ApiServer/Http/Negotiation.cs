using LightKube.Api.Errors;

namespace LightKube.ApiServer.Http;

/// <summary>Reads Accept headers: the first alternative that can be served wins, in order of their q values.</summary>
public static class Negotiation
{
    /// <exception cref="ApiException">NotAcceptable: nothing the client accepts can be served.</exception>
    public static ResponseFormat Choose(string? accept, ResponseOffer offer) =>
        TryChoose(accept, offer) ?? throw ApiException.NotAcceptable($"only the following media types are accepted: {offer.MediaTypes}");

    /// <summary>Null when nothing the client accepts can be served.</summary>
    public static ResponseFormat? TryChoose(string? accept, ResponseOffer offer)
    {
        if (string.IsNullOrEmpty(accept) || accept == MediaTypes.Json)
        {
            return ResponseFormat.Json;
        }

        ResponseFormat? best = null;
        (double Quality, int Precision) rank = default;
        foreach (var at in accept.AsSpan().Split(','))
        {
            var range = AcceptRange.Parse(accept.AsSpan(at));
            var its = (range.Quality, range.Precision);
            if ((best is null || its.CompareTo(rank) > 0) && Format(range, offer) is { } format)
            {
                (best, rank) = (format, its);
            }
        }

        return best;
    }

    private static ResponseFormat? Format(in AcceptRange range, ResponseOffer offer)
    {
        if (range.Stream is not ("" or "watch") || Wire(range.Type) is not { } wire || (offer.Stream && wire == WireFormat.Yaml))
        {
            return null;
        }

        var isMeta = range is { Group: "meta.k8s.io", Version: "v1" or "v1beta1" };
        return range.As switch
        {
            "" when wire != WireFormat.Protobuf || offer.Protobuf => new ResponseFormat(wire, Projection.Full, "", ""),
            "Table" when offer.Projections && isMeta && wire != WireFormat.Protobuf => new ResponseFormat(wire, Projection.Table, range.As, range.Version),

            // Metadata has a protobuf form even where the object has none.
            "PartialObjectMetadata" or "PartialObjectMetadataList" when offer.Projections && isMeta => new ResponseFormat(wire, Projection.PartialMetadata, range.As, range.Version),
            "APIGroupDiscoveryList" when offer.Discovery && range is { Group: "apidiscovery.k8s.io", Version: "v2" or "v2beta1" } =>
                new ResponseFormat(wire, Projection.Full, range.As, range.Version),
            _ => null,
        };
    }

    private static WireFormat? Wire(ReadOnlySpan<char> type) => type switch
    {
        MediaTypes.Json or "application/*" or "*/*" => WireFormat.Json,
        MediaTypes.Yaml or "text/yaml" => WireFormat.Yaml,
        MediaTypes.Protobuf => WireFormat.Protobuf,
        MediaTypes.Cbor or MediaTypes.CborSequence => WireFormat.Cbor,
        _ => null,
    };
}
