using LightKube.Api.ApiExtensions.V1;

namespace LightKube.ApiServer.CustomResources;

/// <summary>Groups under k8s.io and kubernetes.io are the Kubernetes community's: a definition there says by whom it was approved.</summary>
internal static class ApiApproval
{
    public const string Annotation = "api-approved.kubernetes.io";
    public const string Condition = "KubernetesAPIApprovalPolicyConformant";

    private const string Policy = "https://github.com/kubernetes/enhancements/pull/1111";

    public static bool IsProtected(string group) =>
        group is "k8s.io" or "kubernetes.io"
        || group.EndsWith(".k8s.io", StringComparison.Ordinal)
        || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    /// <summary>What the annotation says: Missing, Bypassed, Approved or Invalid, and why.</summary>
    public static (string State, string Reason) Of(string annotation)
    {
        if (annotation.Length == 0)
        {
            return ("Missing", $"protected groups must have approval annotation \"{Annotation}\", see {Policy}");
        }

        if (annotation.StartsWith("unapproved", StringComparison.Ordinal))
        {
            return ("Bypassed", $"not approved: \"{annotation}\"");
        }

        return Uri.TryCreate(annotation, UriKind.Absolute, out var url) && url.Host.Length > 0
            ? ("Approved", $"approved in {annotation}")
            : ("Invalid", $"protected groups must have approval annotation \"{Annotation}\" with either a URL or a reason starting with \"unapproved\", see {Policy}");
    }

    /// <summary>True when the condition says what the annotation says.</summary>
    public static bool IsTold(CustomResourceDefinition definition)
    {
        if (!IsProtected(definition.Spec.Group))
        {
            return true;
        }

        var (status, reason, message) = ConditionOf(definition);
        return DefinitionConditions.Find(definition, Condition) is { } told
            && told.Status == (status ? "True" : "False") && told.Reason == reason && told.Message == message;
    }

    /// <summary>Says in the condition what the annotation says.</summary>
    /// <returns>False when nothing changed.</returns>
    public static bool Tell(CustomResourceDefinition definition, DateTimeOffset now)
    {
        if (!IsProtected(definition.Spec.Group))
        {
            return false;
        }

        var (status, reason, message) = ConditionOf(definition);
        return DefinitionConditions.Set(definition, Condition, status, reason, message, now);
    }

    private static (bool Status, string Reason, string Message) ConditionOf(CustomResourceDefinition definition)
    {
        var (state, message) = Of(definition.Metadata.Annotations[Annotation] ?? "");
        return state switch
        {
            "Missing" => (false, "MissingAnnotation", message),
            "Bypassed" => (false, "UnapprovedAnnotation", message),
            "Approved" => (true, "ApprovedAnnotation", message),
            _ => (false, "InvalidAnnotation", message),
        };
    }
}
