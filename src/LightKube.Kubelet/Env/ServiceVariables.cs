using System.Globalization;
using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Env;

/// <summary>The variables by which a pod finds the services of its namespace: <c>WEB_SERVICE_HOST</c> and, for Docker links, <c>WEB_PORT…</c>.</summary>
internal static class ServiceVariables
{
    private const string ApiServer = "kubernetes";

    /// <param name="services">Of all namespaces.</param>
    /// <param name="podNamespace">Whose services a pod sees.</param>
    /// <param name="links">Whether the pod wants its namespace's services; the API server is always there.</param>
    internal static IEnumerable<KeyValuePair<string, string>> For(IEnumerable<Service> services, string podNamespace, bool links)
    {
        var visible = new SortedDictionary<string, Service>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            if (service.Spec.ClusterIP is "" or "None")
                continue;
            if (service.Namespace == "default" && service.Name == ApiServer)
                visible.TryAdd(service.Name, service);
            else if (links && service.Namespace == podNamespace)
                visible[service.Name] = service;
        }
        return visible.Values.SelectMany(Of);
    }

    private static IEnumerable<KeyValuePair<string, string>> Of(Service service)
    {
        var prefix = VariableName(service.Name);
        var ip = service.Spec.ClusterIP;
        var host = ip.Contains(':') ? $"[{ip}]" : ip;
        if (service.Spec.Ports.Count == 0)
            yield break;
        var first = service.Spec.Ports[0];
        yield return new($"{prefix}_SERVICE_HOST", ip);
        yield return new($"{prefix}_SERVICE_PORT", Text(first.Port));
        foreach (var port in service.Spec.Ports.Where(port => port.Name.Length > 0))
            yield return new($"{prefix}_SERVICE_PORT_{VariableName(port.Name)}", Text(port.Port));

        yield return new($"{prefix}_PORT", $"{Scheme(first)}://{host}:{Text(first.Port)}");
        foreach (var port in service.Spec.Ports)
        {
            var portPrefix = $"{prefix}_PORT_{Text(port.Port)}_{Scheme(port).ToUpperInvariant()}";
            yield return new(portPrefix, $"{Scheme(port)}://{host}:{Text(port.Port)}");
            yield return new(portPrefix + "_PROTO", Scheme(port));
            yield return new(portPrefix + "_PORT", Text(port.Port));
            yield return new(portPrefix + "_ADDR", ip);
        }
    }

    private static string Scheme(ServicePort port) => port.Protocol.Length == 0 ? "tcp" : port.Protocol.ToLowerInvariant();

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string VariableName(string name) => name.Replace('-', '_').Replace('.', '_').ToUpperInvariant();
}
