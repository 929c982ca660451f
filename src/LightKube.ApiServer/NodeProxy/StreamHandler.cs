using System.Text;
using LightKube.Api.Errors;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Objects;
using LightKube.Foundation.Http;

namespace LightKube.ApiServer.NodeProxy;

/// <summary><c>pods/exec</c>, <c>pods/attach</c> and <c>pods/portforward</c>: SPDY or WebSocket, carried through to the kubelet.</summary>
/// <param name="reader">Where the pod is looked up.</param>
/// <param name="connector">Dials the kubelet.</param>
/// <param name="kubeletPath">The first segment of the kubelet's path: exec, attach or portForward.</param>
/// <param name="time">Measures how long the kubelet takes to answer.</param>
public sealed class StreamHandler(IObjectReader reader, NodeConnector connector, string kubeletPath, TimeProvider time) : ISubresourceHandler
{
    // The kubelet's names for what the API calls stdin, stdout and stderr.
    private static readonly (string Api, string Kubelet)[] Streams = [("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty")];

    public async Task HandleAsync(ResourceRequest request)
    {
        if (!UpgradeTunnel.IsUpgrade(request.Http))
        {
            throw ApiException.BadRequest("Upgrade request required");
        }

        var forPorts = kubeletPath == "portForward";
        var target = PodTarget.Find(reader, request, needsContainer: !forPorts);
        var path = new StringBuilder($"/{kubeletPath}/{Uri.EscapeDataString(request.Info.Namespace)}/{Uri.EscapeDataString(request.Info.Name)}");
        if (!forPorts)
        {
            path.Append('/').Append(Uri.EscapeDataString(target.Container));
        }

        AppendQuery(path, request, forPorts);
        var node = await connector.ConnectAsync(target.Node, request.Cancel);
        try
        {
            await UpgradeTunnel.ForwardAsync(request.Http, node, target.Node, path.ToString(), time, request.Cancel);
        }
        catch (IOException e) when (!request.Http.Response.HasStarted)
        {
            throw ApiException.Unavailable($"the kubelet of node {target.Node}: {e.Message}", e);
        }
    }

    private static void AppendQuery(StringBuilder path, ResourceRequest request, bool forPorts)
    {
        var query = request.Http.Request.Query;
        var separator = '?';
        foreach (var name in forPorts ? (ReadOnlySpan<string>)["ports", "port"] : ["command"])
        {
            foreach (var value in query[name])
            {
                path.Append(separator).Append(forPorts ? "port" : name).Append('=').Append(Uri.EscapeDataString(value ?? ""));
                separator = '&';
            }
        }

        foreach (var (api, kubelet) in Streams)
        {
            if (!forPorts && request.Options.Flag(api) == true)
            {
                path.Append(separator).Append(kubelet).Append("=1");
                separator = '&';
            }
        }
    }
}
