using LightKube.Api.Documents;

namespace LightKube.ApiServer.Http;

/// <summary>An object reduced to apiVersion, kind and metadata.</summary>
public static class PartialMetadata
{
    public static DocMap Of(DocMap root, string version)
    {
        var partial = new DocMap(3);
        partial.Set("kind", "PartialObjectMetadata");
        partial.Set("apiVersion", $"meta.k8s.io/{version}");
        partial.Set("metadata", root["metadata"]);
        return partial;
    }
}
