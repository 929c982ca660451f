using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission;

/// <summary>How plugins refuse: Forbidden, about the addressed object.</summary>
internal static class Refusal
{
    public static ApiException Forbid(this AdmissionRequest request, string why, params IReadOnlyList<StatusCause> causes)
    {
        var name = NameOf(request);
        var text = name.Length == 0 ? $"{request.Kind.GroupResource} is forbidden: {why}" : $"{request.Kind.GroupResource} \"{name}\" is forbidden: {why}";
        return new ApiException(403, StatusReason.Forbidden, text)
        {
            Name = name,
            Group = request.Kind.Group,
            Kind = request.Kind.Plural,
            Causes = causes,
        };
    }

    /// <summary>The name; of an object whose name is still to be made, what it starts with.</summary>
    private static string NameOf(AdmissionRequest request)
    {
        if (request.Name.Length > 0)
        {
            return request.Name;
        }

        var metadata = request.Object?.Root.GetMap("metadata");
        return metadata?.GetString("name") is { Length: > 0 } name ? name : metadata?.GetString("generateName") ?? "";
    }
}
