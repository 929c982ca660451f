namespace LightKube.ApiServer.Http;

/// <summary>What can be made of an answer; the rest of what a client accepts is passed over.</summary>
/// <param name="Protobuf">The kind has a protobuf form.</param>
/// <param name="Projections">There are rows and metadata, so that it can become a Table or a PartialObjectMetadata.</param>
/// <param name="Stream">It is a watch, which has no YAML form.</param>
/// <param name="Discovery">It is discovery, which may come in one document.</param>
public readonly record struct ResponseOffer(bool Protobuf, bool Projections = false, bool Stream = false, bool Discovery = false)
{
    /// <summary>An answer with a built-in kind that is none of the client's objects, such as a Status.</summary>
    public static readonly ResponseOffer BuiltIn = new(Protobuf: true);

    /// <summary>As the error for a client that accepts none of them names them.</summary>
    public string MediaTypes
    {
        get
        {
            List<string> types = Stream ? [Http.MediaTypes.Json] : [Http.MediaTypes.Json, Http.MediaTypes.Yaml];
            if (Protobuf)
            {
                types.Add(Http.MediaTypes.Protobuf);
            }

            types.Add(Http.MediaTypes.Cbor);
            return string.Join(", ", Stream ? types.Select(type => type + ";stream=watch") : types);
        }
    }
}
