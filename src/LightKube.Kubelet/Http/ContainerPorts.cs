using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.Kubelet.Http;

/// <summary>A port as a probe or hook names it: a number, or the name of one of the container's ports.</summary>
internal static class ContainerPorts
{
    /// <exception cref="FormatException">There is no such port.</exception>
    internal static int Resolve(IntOrString? port, Container container)
    {
        if (port?.Number is { } number)
            return InRange(number);
        var name = port?.Text ?? "";
        if (container.Ports.Find(candidate => candidate.Name == name) is { } named)
            return InRange(named.ContainerPortValue);
        return int.TryParse(name, out var parsed) ? InRange(parsed) : throw new FormatException($"the container has no port named '{name}'");
    }

    private static int InRange(int port) => port is > 0 and < 65536 ? port : throw new FormatException($"{port} is no port number");
}
