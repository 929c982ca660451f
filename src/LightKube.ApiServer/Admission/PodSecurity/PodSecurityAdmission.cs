using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>
/// The Pod Security Standards, chosen by labels of the namespace: <c>pod-security.kubernetes.io/enforce</c> refuses pods,
/// <c>…/warn</c> warns about pods and about the templates of workloads.
/// </summary>
public sealed class PodSecurityAdmission(IObjectReader objects) : IAdmissionPlugin
{
    private const string Prefix = "pod-security.kubernetes.io/";

    /// <summary>Where kinds that make pods keep the template.</summary>
    private static readonly Dictionary<(string Group, string Kind), string[]> Templates = new()
    {
        [("", "ReplicationController")] = ["spec", "template"],
        [("", "PodTemplate")] = ["template"],
        [("apps", "Deployment")] = ["spec", "template"],
        [("apps", "ReplicaSet")] = ["spec", "template"],
        [("apps", "StatefulSet")] = ["spec", "template"],
        [("apps", "DaemonSet")] = ["spec", "template"],
        [("batch", "Job")] = ["spec", "template"],
        [("batch", "CronJob")] = ["spec", "jobTemplate", "spec", "template"],
    };

    public string Name => "PodSecurity";

    public bool Handles(AdmissionRequest request) =>
        request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && request.Object is not null
        && ((ReferenceEquals(request.Kind, Pod.Schema) && request.Subresource is "" or "ephemeralcontainers")
            || (request.Subresource.Length == 0 && Templates.ContainsKey((request.Kind.Group, request.Kind.Kind))));

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var labels = objects.Find<Namespace>("", request.Namespace)?.Metadata.Labels;
        if (labels is null || !IsAsked(labels) || PodOf(request) is not { } spec)
        {
            return ValueTask.CompletedTask;
        }

        var isPod = ReferenceEquals(request.Kind, Pod.Schema);
        if (isPod && Violations(spec, labels[Prefix + "enforce"]) is { } refused)
        {
            throw request.Forbid($"violates PodSecurity \"{labels[Prefix + "enforce"]}:{labels[Prefix + "enforce-version"] ?? "latest"}\": {refused}");
        }

        if (Violations(spec, labels[Prefix + "warn"]) is { } warned)
        {
            request.Warnings.Add($"would violate PodSecurity \"{labels[Prefix + "warn"]}:{labels[Prefix + "warn-version"] ?? "latest"}\": {warned}");
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsAsked(StringMap labels) => labels.ContainsKey(Prefix + "enforce") || labels.ContainsKey(Prefix + "warn");

    private static string? Violations(PodSpec spec, string? level)
    {
        var checks = level switch
        {
            "baseline" => BaselineChecks.All,
            "restricted" => RestrictedChecks.All,
            _ => [],
        };
        var found = checks.Select(check => check(spec)).OfType<string>().ToList();
        return found.Count == 0 ? null : string.Join(", ", found);
    }

    private static PodSpec? PodOf(AdmissionRequest request)
    {
        if (ReferenceEquals(request.Kind, Pod.Schema))
        {
            // A change of labels or status runs nothing new.
            var isSame = request.Old is { } old && old.Root["spec"].Equals(request.Object!.Root["spec"]);
            return isSame ? null : request.Object!.As<Pod>().Spec;
        }

        DocMap? map = request.Object!.Root;
        foreach (var key in Templates[(request.Kind.Group, request.Kind.Kind)])
        {
            map = map?.GetMap(key);
        }

        return map?.GetMap("spec") is { } spec ? new PodSpec(spec) : null;
    }
}
