using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>The labels of a namespace that choose standards: they must make sense, and a stricter one is tried on the pods that are there.</summary>
internal sealed class NamespaceLabels(PodSecurityConfiguration configuration, ExistingPods pods)
{
    /// <exception cref="ApiException">Labels that are new make no sense.</exception>
    public void Check(AdmissionRequest request)
    {
        var problems = new List<StatusCause>();
        var policy = SecurityPolicy.Of(request.Object!.Labels, configuration.Defaults, problems);
        var problemsBefore = new List<StatusCause>();
        var before = request.Old is { } old ? SecurityPolicy.Of(old.Labels, configuration.Defaults, problemsBefore) : null;
        if (problems.Count > 0 && !problems.SequenceEqual(problemsBefore))
        {
            throw ApiException.Invalid(request.Kind, request.Object.Name, problems);
        }

        if (before is not null && !IsStricter(policy.Enforce, before.Enforce))
        {
            return;
        }

        if (configuration.ExemptNamespaces.Contains(request.Object.Name))
        {
            WarnOfNoEffect(request, policy);
        }
        else if (before is not null)
        {
            foreach (var warning in pods.Warnings(request.Object.Name, policy.Enforce))
            {
                request.Warnings.Add(warning);
            }
        }
    }

    private static bool IsStricter(SecurityStandard now, SecurityStandard before) =>
        now != before && now.Level != SecurityLevel.Privileged && (now.Minor != before.Minor || now.Level > before.Level);

    private void WarnOfNoEffect(AdmissionRequest request, SecurityPolicy policy)
    {
        if (!policy.IsPrivileged && !policy.IsEquivalent(configuration.Defaults))
        {
            request.Warnings.Add(
                $"namespace \"{request.Object!.Name}\" is exempt from Pod Security, and the policy ({policy.Describe(request.Object.Labels)}) will be ignored");
        }
    }
}
