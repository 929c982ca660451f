using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Authorization;

/// <summary>A PUT or an apply that makes a new object needs the right to create it too.</summary>
internal static class CreateAuthorization
{
    /// <exception cref="Api.Errors.ApiException">Forbidden.</exception>
    public static async ValueTask CheckAsync(ResourceRequest request, IAuthorizer authorizer)
    {
        var attributes = new AuthorizationAttributes
        {
            User = request.User,
            Verb = "create",
            IsResourceRequest = true,
            Group = request.Info.Group,
            Version = request.Info.Version,
            Resource = request.Info.Resource,
            Subresource = request.Info.Subresource,
            Namespace = request.Info.Namespace,
            Name = request.Info.Name,
            Path = request.Info.Path,
        };
        var result = await authorizer.AuthorizeAsync(attributes, request.Cancel);
        if (!result.IsAllowed)
        {
            throw ForbiddenErrors.For(attributes, result.Reason);
        }
    }
}
