using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Says which policies and bindings are about a request.</summary>
internal sealed class PolicyMatcher(IObjectReader objects, Func<IEnumerable<KindSchema>> kinds)
{
    // Nobody locks himself out: policies can always be changed and removed. Questions are no writes.
    public static bool IsExempt(AdmissionRequest request) => request.Kind.Group switch
    {
        "admissionregistration.k8s.io" => request.Kind.Kind.Contains("AdmissionPolicy", StringComparison.Ordinal),
        "authentication.k8s.io" or "authorization.k8s.io" => request.Verb == AdmissionVerb.Create,
        _ => false,
    };

    /// <exception cref="ApiException">The namespace is unknown.</exception>
    public Document? NamespaceOf(AdmissionRequest request)
    {
        if (request.Namespace.Length == 0 || ReferenceEquals(request.Kind, Namespace.Schema))
        {
            return null;
        }

        return objects.Find(Namespace.Schema, new ObjectKey("", request.Namespace)) ?? throw ApiException.NotFound(Namespace.Schema, request.Namespace);
    }

    /// <summary>The same resource in the other versions in which it is served.</summary>
    public IReadOnlyList<KindSchema> OthersOf(KindSchema kind)
    {
        List<KindSchema>? others = null;
        foreach (var candidate in kinds())
        {
            if (candidate.Plural == kind.Plural && candidate.Group == kind.Group && candidate.Version != kind.Version)
            {
                (others ??= []).Add(candidate);
            }
        }

        return others ?? (IReadOnlyList<KindSchema>)[];
    }
}
