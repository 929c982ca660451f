using LightKube.Api.Schemas;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.CustomResources;

/// <summary>A CustomResourceDefinition as it is served.</summary>
/// <param name="Name">The definition's name.</param>
/// <param name="Uid">Tells it from one that had the name before.</param>
/// <param name="Fingerprint">Of what it was compiled from; the tree itself is large.</param>
/// <param name="IsTerminating">It is being deleted, and takes no new objects.</param>
/// <param name="Kinds">All versions.</param>
/// <param name="Cache">Where the objects are.</param>
/// <param name="Resources">The versions, served or not.</param>
internal sealed record InstalledDefinition(
    string Name, string Uid, string Fingerprint, bool IsTerminating, IReadOnlyList<KindSchema> Kinds, ResourceCache Cache, IReadOnlyList<ServedResource> Resources)
{
    /// <summary>The version at which objects are stored.</summary>
    public ServedResource Storage => Resources.First(resource => ReferenceEquals(resource.Schema, Cache.Schema));

    public IEnumerable<ServedResource> Served => Resources.Where(static resource => resource.Schema.Served);
}
