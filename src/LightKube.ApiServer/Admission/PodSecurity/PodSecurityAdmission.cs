using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>
/// The Pod Security Standards, chosen by labels of the namespace: <c>pod-security.kubernetes.io/enforce</c> refuses pods, <c>…/warn</c> warns about
/// pods and the templates of workloads, <c>…/audit</c> notes them; each has a <c>-version</c> beside it.
/// </summary>
internal sealed class PodSecurityAdmission(IObjectReader objects, PodSecurityConfiguration configuration, PodSecurityCounts counts, TimeProvider time) : IAdmissionPlugin
{
    private const string Prefix = "pod-security.kubernetes.io/";

    private readonly NamespaceLabels _namespaces = new(configuration, new ExistingPods(objects, configuration, time));

    public string Name => "PodSecurity";

    public bool Handles(AdmissionRequest request) =>
        request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && request.Object is not null
        && (ReferenceEquals(request.Kind, Pod.Schema) ? request.Subresource is "" or "ephemeralcontainers" or "resize"
            : request.Subresource.Length == 0 && (ReferenceEquals(request.Kind, Namespace.Schema) || PodTemplates.Has(request.Kind)));

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (ReferenceEquals(request.Kind, Namespace.Schema))
        {
            _namespaces.Check(request);
        }
        else if (ExemptBy(request) is { } reason)
        {
            counts.Exempted(request);
            request.Annotate(Prefix + "exempt", reason);
        }
        else
        {
            CheckPods(request);
        }

        return ValueTask.CompletedTask;
    }

    private string? ExemptBy(AdmissionRequest request) =>
        configuration.ExemptNamespaces.Contains(request.Namespace) ? "namespace"
        : configuration.ExemptUsers.Contains(request.User.Name) ? "user"
        : null;

    private void CheckPods(AdmissionRequest request)
    {
        var isPod = ReferenceEquals(request.Kind, Pod.Schema);
        var problems = new List<StatusCause>();
        var policy = SecurityPolicy.Of(LabelsOf(request), configuration.Defaults, problems);
        if (problems.Count == 0 && (isPod ? policy.IsPrivileged : policy.AsksNothingOfWorkloads))
        {
            if (isPod)
            {
                counts.Evaluated(request, SecurityPolicy.Nothing.Enforce, "enforce", denied: false);
                request.Annotate(Prefix + "enforce-policy", SecurityPolicy.Nothing.Enforce.ToString());
            }

            return;
        }

        if (isPod && request.Old is { } old && !PodChanges.Matter(old.As<Pod>().Spec, request.Object!.As<Pod>().Spec))
        {
            return;
        }

        if (PodTemplates.PodOf(request.Object!) is not { } pod)
        {
            return;
        }

        if (pod.Spec.RuntimeClassName is { } runtime && configuration.ExemptRuntimeClasses.Contains(runtime))
        {
            counts.Exempted(request);
            request.Annotate(Prefix + "exempt", "runtimeClass");
            return;
        }

        if (problems.Count > 0)
        {
            counts.Failed(request);
            request.Annotate(Prefix + "error", $"Failed to parse policy: {string.Join(", ", problems.Select(static problem => $"{problem.Field}: {problem.Message}"))}");
        }

        Judge(request, policy, pod, isPod);
    }

    private void Judge(AdmissionRequest request, SecurityPolicy policy, CheckedPod pod, bool enforces)
    {
        var refused = enforces ? SecurityStandards.Violations(policy.Enforce, pod) : [];
        var noted = enforces && policy.Audit == policy.Enforce ? refused : SecurityStandards.Violations(policy.Audit, pod);
        if (enforces)
        {
            counts.Evaluated(request, policy.Enforce, "enforce", refused.Count > 0);
            request.Annotate(Prefix + "enforce-policy", policy.Enforce.ToString());
        }

        if (noted.Count > 0)
        {
            counts.Evaluated(request, policy.Audit, "audit", denied: true);
            request.Annotate(Prefix + "audit-violations", $"would violate PodSecurity \"{policy.Audit}\": {Violation.Details(noted)}");
        }

        if (refused.Count > 0)
        {
            throw request.Forbid($"violates PodSecurity \"{policy.Enforce}\": {Violation.Details(refused)}");
        }

        var warned = policy.Warn == policy.Audit ? noted : SecurityStandards.Violations(policy.Warn, pod);
        if (warned.Count > 0)
        {
            counts.Evaluated(request, policy.Warn, "warn", denied: true);
            request.Warnings.Add($"would violate PodSecurity \"{policy.Warn}\": {Violation.Details(warned)}");
        }
    }

    private DocMap? LabelsOf(AdmissionRequest request) =>
        objects.Find(Namespace.Schema, new ObjectKey("", request.Namespace)) is { } found
            ? found.Labels
            : throw ApiException.Internal($"failed to lookup namespace \"{request.Namespace}\"");
}
