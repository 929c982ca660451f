namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>A rule that a pod breaks.</summary>
/// <param name="Reason">Which: <c>host namespaces</c>.</param>
/// <param name="Detail">How: <c>hostNetwork=true</c>.</param>
internal sealed record Violation(string Reason, string Detail)
{
    /// <summary>In short, for many pods at once.</summary>
    public static string Reasons(IEnumerable<Violation> violations) => string.Join(", ", violations.Select(static violation => violation.Reason));

    /// <summary>At length, for one pod.</summary>
    public static string Details(IEnumerable<Violation> violations) =>
        string.Join(", ", violations.Select(static violation => $"{violation.Reason} ({violation.Detail})"));
}
