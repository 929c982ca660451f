using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>
/// <c>nodes/NAME/proxy</c>, <c>pods/[scheme:]NAME[:port]/proxy</c> and <c>services/[scheme:]NAME[:port]/proxy</c>: HTTP to what is
/// behind the object.
/// </summary>
public sealed class ProxyHandler(IObjectReader reader, HttpRelay nodes, HttpRelay direct) : ISubresourceHandler
{
    public Task HandleAsync(ResourceRequest request)
    {
        var (scheme, name, port) = Split(request.Info.Name);
        var query = request.Http.Request.QueryString.Value;
        if (request.Resource.Schema.Plural == "nodes")
        {
            // The name of a node that there is can be a host's; any other might not.
            _ = reader.Find<Node>("", name) ?? throw ApiException.NotFound(Node.Schema, name);
            var uri = new UriBuilder("http", name) { Path = "/" + request.Info.Rest, Query = query }.Uri;
            return nodes.ForwardAsync(request.Http, uri);
        }

        var (host, number) = request.Resource.Schema.Plural == "pods"
            ? PodAddress(request, name, port)
            : ServiceAddress(request, name, port);
        var target = new UriBuilder(scheme, host, number) { Path = "/" + request.Info.Rest, Query = query }.Uri;
        return direct.ForwardAsync(request.Http, target, links: new ProxiedLinks(Prefix(request), target.Authority));
    }

    // The request's path up to what is passed on.
    private static string Prefix(ResourceRequest request)
    {
        var path = request.Http.Request.Path.Value!;
        var rest = "/" + request.Info.Rest;
        return path.EndsWith(rest, StringComparison.Ordinal) ? path[..^rest.Length] : path;
    }

    private (string Host, int Port) PodAddress(ResourceRequest request, string name, string port)
    {
        var pod = reader.Find<Pod>(request.Info.Namespace, name) ?? throw ApiException.NotFound(Pod.Schema, name);
        if (pod.Status.PodIP.Length == 0)
        {
            throw ApiException.Unavailable($"pod {name} has no address yet");
        }

        if (!ProxiedAddress.IsAllowed(pod.Status.PodIP))
        {
            throw ApiException.BadRequest("address not allowed");
        }

        if (port.Length == 0)
        {
            var first = pod.Spec.Containers.SelectMany(container => container.Ports).FirstOrDefault();
            return (pod.Status.PodIP, first?.ContainerPortValue ?? 80);
        }

        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is > 0 and <= ushort.MaxValue
                ? (pod.Status.PodIP, number)
                : throw ApiException.BadRequest($"port {port} of pod {name}: ports are from 1 to 65535");
        }

        var named = pod.Spec.Containers.SelectMany(container => container.Ports).FirstOrDefault(candidate => candidate.Name == port);
        return named is null ? throw ApiException.BadRequest($"pod {name} has no port named {port}") : (pod.Status.PodIP, named.ContainerPortValue);
    }

    private (string Host, int Port) ServiceAddress(ResourceRequest request, string name, string port)
    {
        var service = reader.Find<Service>(request.Info.Namespace, name) ?? throw ApiException.NotFound(Service.Schema, name);
        var wanted = port.Length == 0 && service.Spec.Ports.Count == 1
            ? service.Spec.Ports[0]
            : service.Spec.Ports.Find(candidate => candidate.Name == port || candidate.Port.ToString(CultureInfo.InvariantCulture) == port)
                ?? throw ApiException.Unavailable($"no service port \"{port}\" found for service \"{name}\"");
        return ServiceEndpoints.Pick(reader, service, wanted, (endpoint, address) => ProxiedAddress.IsOfPod(reader, service.Namespace, endpoint, address));
    }

    // [scheme:]name[:port]
    private static (string Scheme, string Name, string Port) Split(string text)
    {
        var parts = text.Split(':');
        return parts switch
        {
            [var name] => ("http", name, ""),
            ["http" or "https", var name, var port] => (parts[0], name, port),
            [var name, var port] => ("http", name, port),
            _ => throw ApiException.BadRequest($"invalid name \"{text}\": use [scheme:]name[:port]"),
        };
    }
}
