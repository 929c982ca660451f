using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>The other versions of a kind, for managers who wrote at one.</summary>
public interface IObjectVersions
{
    /// <summary>The kind at that version; null when it is not served.</summary>
    KindSchema? Find(string apiVersion);

    /// <summary>The object at another version.</summary>
    /// <param name="root">Read only.</param>
    /// <param name="from">The version that it has.</param>
    /// <param name="to">What <see cref="Find"/> gave.</param>
    DocMap Convert(DocMap root, KindSchema from, KindSchema to);
}

/// <summary>A kind that has one version.</summary>
public sealed class OneVersion(KindSchema kind) : IObjectVersions
{
    public KindSchema? Find(string apiVersion) => apiVersion == kind.ApiVersion ? kind : null;

    public DocMap Convert(DocMap root, KindSchema from, KindSchema to) => root;
}
