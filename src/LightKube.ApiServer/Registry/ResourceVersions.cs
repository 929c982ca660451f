using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Registry;

/// <summary>
/// The versions at which one kind is served, events and autoscalers in two. A custom kind's versions that only a webhook converts are taken to
/// have the same fields: nobody is asked in the middle of a write.
/// </summary>
internal sealed class ResourceVersions(ResourceCatalog catalog, ServedResource resource) : IObjectVersions
{
    public KindSchema? Find(string apiVersion) => apiVersion == resource.Schema.ApiVersion ? resource.Schema : Served(apiVersion)?.Schema;

    public DocMap Convert(DocMap root, KindSchema from, KindSchema to)
    {
        var stored = Served(from.ApiVersion)?.Conversion is { } conversion ? conversion.ToStored(root) : root;
        var converted = Served(to.ApiVersion)?.Conversion is { } other ? other.FromStored(stored) : stored.DeepClone();
        converted.Set("apiVersion", to.ApiVersion);
        return converted;
    }

    private ServedResource? Served(string apiVersion)
    {
        foreach (var other in catalog.All)
        {
            if (ReferenceEquals(other.Cache, resource.Cache) && other.Schema.ApiVersion == apiVersion)
            {
                return other;
            }
        }

        return null;
    }
}
