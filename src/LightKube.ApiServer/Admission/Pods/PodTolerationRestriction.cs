using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Pods;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>Pods get the tolerations of their namespace, and may have no others than it allows. The administrator's stand in for what it does not say.</summary>
internal sealed class PodTolerationRestriction(IObjectReader objects, PodTolerationConfiguration configuration) : IAdmissionPlugin
{
    private const string DefaultAnnotation = "scheduler.alpha.kubernetes.io/defaultTolerations";
    private const string AllowedAnnotation = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";

    // Who asks for memory is not driven away by the first shortage of it.
    private static readonly Toleration MemoryPressure =
        new(new Toleration { Key = "node.kubernetes.io/memory-pressure", Operator = "Exists", Effect = "NoSchedule" }.Map.Freeze());

    public string Name => "PodTolerationRestriction";

    public bool Handles(AdmissionRequest request) => request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && request.IsFor(Pod.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var spec = request.Object!.As<Pod>().Spec;
        IReadOnlyList<Toleration> added = request.Verb == AdmissionVerb.Create ? OfNamespace(request, DefaultAnnotation) ?? configuration.Default : [];
        var merged = Tolerations.Merge(added, spec.Tolerations);
        if (PodQos.Of(spec) != "BestEffort")
        {
            merged = Tolerations.Merge(merged, [MemoryPressure]);
        }

        if (merged.Count > 0)
        {
            spec.Tolerations.ReplaceWith([.. merged.Select(static toleration => new Toleration(toleration.Map.DeepClone()))]);
        }

        return ValidateAsync(request, cancel);
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var ofNamespace = OfNamespace(request, AllowedAnnotation);
        var allowed = ofNamespace ?? configuration.Allowed;
        var isAllowed = allowed.Count == 0
            || request.Object!.As<Pod>().Spec.Tolerations.All(toleration => allowed.Any(one => Tolerations.Covers(one, toleration)));
        return isAllowed ? ValueTask.CompletedTask : throw request.Forbid(
            $"pod tolerations (possibly merged with namespace default tolerations) conflict with its {(ofNamespace is null ? "cluster" : "namespace")} whitelist");
    }

    /// <summary>Null when the namespace says nothing.</summary>
    private IReadOnlyList<Toleration>? OfNamespace(AdmissionRequest request, string annotation)
    {
        var ns = objects.Find<Namespace>("", request.Namespace) ?? throw ApiException.NotFound(Namespace.Schema, request.Namespace);
        if (ns.Metadata.Annotations[annotation] is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return PodTolerationConfiguration.Of(JsonText.Parse(text).AsList ?? throw new DocumentFormatException("expected a list"));
        }
        catch (DocumentFormatException e)
        {
            throw ApiException.Internal($"annotation {annotation} of namespace {request.Namespace}: {e.Message}", e);
        }
    }
}
