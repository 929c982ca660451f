using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Says which policies and bindings are about a request.</summary>
internal sealed class PolicyMatcher(IObjectReader objects, EquivalentResources equivalents)
{
    // Nobody locks himself out: policies can always be changed and removed. Questions are no writes.
    public static bool IsExempt(AdmissionRequest request) => request.Kind.Group switch
    {
        "admissionregistration.k8s.io" => request.Kind.Kind.Contains("AdmissionPolicy", StringComparison.Ordinal),
        "authentication.k8s.io" or "authorization.k8s.io" => request.Verb == AdmissionVerb.Create,
        _ => false,
    };

    /// <exception cref="ApiException">The namespace is unknown.</exception>
    public PolicySubject SubjectOf(AdmissionRequest request) => new(request, NamespaceOf(request), equivalents.Of(request.Kind));

    private Document? NamespaceOf(AdmissionRequest request)
    {
        if (request.Namespace.Length == 0 || ReferenceEquals(request.Kind, Namespace.Schema))
        {
            return null;
        }

        return objects.Find(Namespace.Schema, new ObjectKey("", request.Namespace)) ?? throw ApiException.NotFound(Namespace.Schema, request.Namespace);
    }
}

/// <summary>What policies and bindings are matched with.</summary>
/// <param name="Request">The write.</param>
/// <param name="Namespace">The namespace of the object; null when it has none.</param>
/// <param name="Others">The same resource in the other versions in which it is served.</param>
internal sealed record PolicySubject(AdmissionRequest Request, Document? Namespace, IReadOnlyList<ServedResource> Others);
