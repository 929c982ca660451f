using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>
/// Lets only those through to a pod (exec, attach, portforward) who may create such a connection: a WebSocket begins with a GET, which alone would
/// need no more than the right to read.
/// </summary>
public sealed class CreateAuthorizedConnection(IAuthorizer authorizer, ISubresourceHandler inner) : ISubresourceHandler
{
    public async Task HandleAsync(ResourceRequest request)
    {
        await CreateAuthorization.CheckAsync(request, authorizer);
        await inner.HandleAsync(request);
    }
}
