using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Subresources;

/// <summary>What is posted to a subresource names the object of the URL, and no other.</summary>
internal static class PostedMetadata
{
    /// <param name="call">What the URL names.</param>
    /// <param name="body">What was posted.</param>
    /// <param name="kind">For the message.</param>
    /// <exception cref="ApiException">BadRequest.</exception>
    public static void Check(ApiCall call, DocMap body, string kind)
    {
        var metadata = body.GetMap("metadata");
        if ((metadata?.GetString("name") ?? "") != call.Name)
        {
            throw ApiException.BadRequest($"name in URL does not match name in {kind} object");
        }

        if (metadata?.GetString("namespace") is { Length: > 0 } ns && ns != call.Namespace)
        {
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
