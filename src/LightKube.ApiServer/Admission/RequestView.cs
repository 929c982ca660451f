using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission;

/// <summary>A request as those see it who named its resource in one of the versions in which that is served.</summary>
/// <param name="Request">The request.</param>
/// <param name="Resource">The resource in the version that they named; the addressed one as a rule.</param>
/// <param name="Object">The new object in that version; null for none.</param>
/// <param name="Old">The stored object likewise.</param>
internal sealed record RequestView(AdmissionRequest Request, KindSchema Resource, DocMap? Object, DocMap? Old)
{
    /// <summary>As it was sent.</summary>
    public static RequestView Of(AdmissionRequest request) => new(request, request.Kind, request.Object?.Root, request.Old?.Root);

    /// <summary>The kind of the objects: for some subresources not that of the resource.</summary>
    public KindSchema Kind => Request.ObjectKind is var kind && ReferenceEquals(kind, Request.Kind) ? Resource : kind;
}
