using LightKube.Api.Errors;

namespace LightKube.ApiServer.Authorization;

/// <summary>The refusal that a user reads: who may not do what, and where.</summary>
public static class ForbiddenErrors
{
    public static ApiException For(in AuthorizationAttributes attributes, string reason)
    {
        var what = $"User \"{attributes.User.Name}\" cannot {attributes.Verb} ";
        if (!attributes.IsResourceRequest)
        {
            return new ApiException(403, StatusReason.Forbidden, $"forbidden: {what}path \"{attributes.Path}\"{Suffix(reason)}");
        }

        var resource = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        var where = attributes.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{attributes.Namespace}\"";
        var text = $"{what}resource \"{resource}\" in API group \"{attributes.Group}\" {where}{Suffix(reason)}";
        var qualified = attributes.Group.Length == 0 ? attributes.Resource : $"{attributes.Resource}.{attributes.Group}";
        var subject = attributes.Name.Length == 0 ? $"{qualified} is forbidden" : $"{qualified} \"{attributes.Name}\" is forbidden";
        return new ApiException(403, StatusReason.Forbidden, $"{subject}: {text}")
        {
            Name = attributes.Name,
            Group = attributes.Group,
            Kind = attributes.Resource,
        };
    }

    private static string Suffix(string reason) => reason.Length == 0 ? "" : $": {reason}";
}
