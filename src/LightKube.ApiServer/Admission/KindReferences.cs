using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission;

/// <summary>How an AdmissionReview, and an expression's <c>request</c>, name kinds, resources and namespaces.</summary>
internal static class KindReferences
{
    /// <summary>group, version, kind.</summary>
    public static DocMap GroupVersionKind(KindSchema kind)
    {
        var map = new DocMap(3);
        map.Set("group", kind.Group);
        map.Set("version", kind.Version);
        map.Set("kind", kind.Kind);
        return map;
    }

    /// <summary>group, version, resource.</summary>
    public static DocMap GroupVersionResource(KindSchema kind)
    {
        var map = new DocMap(3);
        map.Set("group", kind.Group);
        map.Set("version", kind.Version);
        map.Set("resource", kind.Plural);
        return map;
    }

    /// <summary>The namespace of a request. A namespace is, to admission, in itself.</summary>
    public static string NamespaceOf(AdmissionRequest request) => ReferenceEquals(request.Kind, Namespace.Schema) ? request.Name : request.Namespace;
}
