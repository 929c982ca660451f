using System.Collections.Frozen;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Registry;

/// <summary>Every resource that is served, found by what a URL says. An immutable snapshot is swapped when kinds come or go.</summary>
public sealed class ResourceCatalog
{
    private volatile FrozenDictionary<(string Group, string Version, string Plural), ServedResource> _byPath;

    public ResourceCatalog(IEnumerable<ServedResource> resources)
    {
        All = resources.ToList();
        _byPath = All.ToFrozenDictionary(resource => (resource.Schema.Group, resource.Schema.Version, resource.Schema.Plural));
    }

    public IReadOnlyList<ServedResource> All { get; }

    public ServedResource? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));

    public ServedResource? Find(KindSchema schema) => Find(schema.Group, schema.Version, schema.Plural);

    public bool HasGroupVersion(string group, string version) =>
        All.Any(resource => resource.Schema.Group == group && resource.Schema.Version == version);
}
