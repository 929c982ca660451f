using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>All containers of a pod alike, and the names of those that break a rule.</summary>
internal static class PodContainers
{
    /// <param name="Name">Its name.</param>
    /// <param name="Security">Its security context.</param>
    /// <param name="HostPorts">The ports of the host that it takes.</param>
    internal sealed record Item(string Name, SecurityContext Security, IReadOnlyList<int> HostPorts);

    public static IReadOnlyList<Item> Of(PodSpec spec) =>
    [
        .. spec.InitContainers.Concat(spec.Containers).Select(container => new Item(
            container.Name, container.SecurityContext, [.. container.Ports.Select(port => port.HostPort).Where(port => port != 0)])),
        .. spec.EphemeralContainers.Select(container => new Item(container.Name, container.SecurityContext, [])),
    ];

    /// <summary><c>container "a"</c> or <c>containers "a", "b"</c> of those that are bad; null when none is.</summary>
    public static string? Bad(PodSpec spec, Func<Item, bool> isBad)
    {
        var names = Of(spec).Where(isBad).Select(item => $"\"{item.Name}\"").ToList();
        return names.Count switch
        {
            0 => null,
            1 => $"container {names[0]}",
            _ => $"containers {string.Join(", ", names)}",
        };
    }

    public static string Quote(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"\"{value}\""));
}
