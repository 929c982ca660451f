using LightKube.Api.Documents;

namespace LightKube.Client.Informers;

/// <summary>The part of a document that tells what it is and whom it belongs to.</summary>
internal static class MetadataOnly
{
    public static Document Of(Document whole)
    {
        var root = new DocMap(3);
        root.Set("apiVersion", whole.Root["apiVersion"]);
        root.Set("kind", whole.Root["kind"]);
        var metadata = new DocMap();
        foreach (var entry in (whole.Root.GetMap("metadata") ?? new DocMap()).Entries)
        {
            if (entry.Key != "managedFields")
                metadata.Set(entry.Key, entry.Value);
        }
        root.Set("metadata", metadata);
        return new Document(whole.Schema, root).Freeze();
    }
}
