using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>Pods of a namespace go to nodes with certain labels: those of its annotation, or the administrator's default ones.</summary>
internal sealed class PodNodeSelector(IObjectReader objects, PodNodeSelectorConfiguration configuration) : IAdmissionPlugin
{
    private const string Annotation = "scheduler.alpha.kubernetes.io/node-selector";

    public string Name => "PodNodeSelector";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(Pod.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var selector = Compatible(request);
        foreach (var (key, value) in LabelsOf(request))
        {
            selector[key] = value;
        }

        return ValidateAsync(request, cancel);
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var selector = Compatible(request);
        var isAllowed = !configuration.Allowed.TryGetValue(request.Namespace, out var allowed) || allowed.Count == 0
            || selector.All(label => allowed.GetValueOrDefault(label.Key) == label.Value);
        return isAllowed ? ValueTask.CompletedTask : throw request.Forbid("pod node label selector labels conflict with its namespace whitelist");
    }

    /// <exception cref="ApiException">The pod asks for another value of a label than its namespace.</exception>
    private StringMap Compatible(AdmissionRequest request)
    {
        var selector = request.Object!.As<Pod>().Spec.NodeSelector;
        foreach (var (key, value) in LabelsOf(request))
        {
            if (selector[key] is { } own && own != value)
            {
                throw request.Forbid("pod node label selector conflicts with its namespace node label selector");
            }
        }

        return selector;
    }

    private IReadOnlyDictionary<string, string> LabelsOf(AdmissionRequest request)
    {
        var ns = objects.Find<Namespace>("", request.Namespace) ?? throw ApiException.NotFound(Namespace.Schema, request.Namespace);
        return ns.Metadata.Annotations[Annotation] is not { } text ? configuration.Default
            : LabelPairs.Parse(text) ?? throw ApiException.Internal($"annotation {Annotation} of namespace {request.Namespace}: {LabelPairs.Rule}");
    }
}
