using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>Finds the pods of a namespace that a new standard would refuse: they stay, and whoever changes the standard is told.</summary>
internal sealed class ExistingPods(IObjectReader objects, PodSecurityConfiguration configuration, TimeProvider time)
{
    /// <summary>The warnings; none when all pods meet the standard.</summary>
    public IEnumerable<string> Warnings(string ns, SecurityStandard standard)
    {
        var began = time.GetTimestamp();
        var pods = InOrder(objects.List<Pod>(ns));
        var violators = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var looked = 0;
        foreach (var pod in pods.Take(PodSecurityLimits.CheckedPods))
        {
            looked++;
            var violations = SecurityStandards.Violations(standard, new CheckedPod(pod.Metadata.Annotations.Peek(), pod.Spec));
            if (violations.Count > 0)
            {
                var reasons = Violation.Reasons(violations);
                (violators.TryGetValue(reasons, out var names) ? names : violators[reasons] = []).Add(pod.Name);
            }

            if (time.GetElapsedTime(began) > PodSecurityLimits.CheckTime)
            {
                break;
            }
        }

        if (looked < pods.Count)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"new PodSecurity enforce level only checked against the first {looked} of {pods.Count} existing pods");
        }

        if (violators.Count > 0)
        {
            yield return $"existing pods in namespace \"{ns}\" violate the new PodSecurity enforce level \"{standard}\"";
        }

        foreach (var line in violators.Select(static entry => Line(entry.Key, entry.Value)).Order(StringComparer.Ordinal))
        {
            yield return line;
        }
    }

    // One pod of each controller first: its others look the same.
    private List<Pod> InOrder(IEnumerable<Pod> pods)
    {
        var first = new List<Pod>();
        var others = new List<Pod>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (pod.Spec.RuntimeClassName is { } runtime && configuration.ExemptRuntimeClasses.Contains(runtime))
            {
                continue;
            }

            var controller = pod.Metadata.OwnerReferences.Find(static owner => owner.Controller == true);
            (controller is null || seen.Add(controller.Uid) ? first : others).Add(pod);
        }

        return [.. first, .. others];
    }

    private static string Line(string reasons, List<string> names)
    {
        var name = names.Min(StringComparer.Ordinal);
        return names.Count switch
        {
            1 => $"{name}: {reasons}",
            2 => $"{name} (and 1 other pod): {reasons}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{name} (and {names.Count - 1} other pods): {reasons}"),
        };
    }
}
