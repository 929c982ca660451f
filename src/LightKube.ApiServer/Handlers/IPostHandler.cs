using LightKube.Api.Documents;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Handlers;

/// <summary>A subresource to which an object of its own kind is posted: binding, eviction, token.</summary>
public interface IPostHandler
{
    /// <returns>The HTTP status of success and the answer.</returns>
    Task<(int Status, DocMap Body)> PostAsync(ServedResource resource, ApiCall call, DocMap body);
}
