namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>How violations name things.</summary>
internal static class Wording
{
    /// <summary><c>"a", "b"</c>.</summary>
    public static string Quote(IEnumerable<string> values) => string.Join(", ", values.Select(static value => $"\"{value}\""));

    /// <summary><c>container "a"</c>, or <c>containers "a", "b"</c>.</summary>
    public static string Containers(IReadOnlyCollection<string> names) => $"{Plural(names.Count, "container")} {Quote(names)}";

    /// <summary><c>pod and container "a"</c>: who sets something; empty for nobody.</summary>
    public static string Setters(bool pod, IReadOnlyCollection<string> containers) => (pod, containers.Count) switch
    {
        (false, 0) => "",
        (true, 0) => "pod",
        (false, _) => Containers(containers),
        _ => "pod and " + Containers(containers),
    };

    public static string Plural(int count, string one) => count == 1 ? one : one + "s";

    /// <summary>One <c>uses</c> what several <c>use</c>.</summary>
    public static string Use(int count) => count == 1 ? "uses" : "use";
}
