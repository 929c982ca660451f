using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>How policies refuse.</summary>
internal static class PolicyDenial
{
    /// <param name="request">What is refused.</param>
    /// <param name="message">Which policy, and why.</param>
    /// <param name="reason">A reason of Status; empty for Invalid.</param>
    public static ApiException Of(AdmissionRequest request, string message, string reason)
    {
        var forbidden = request.Forbid(message);
        reason = reason.Length == 0 ? StatusReason.Invalid : reason;
        return new ApiException(CodeOf(reason), reason, forbidden.Message)
        {
            Name = forbidden.Name,
            Group = forbidden.Group,
            Kind = forbidden.Kind,
            Causes = [new StatusCause("", message, "")],
        };
    }

    private static int CodeOf(string reason) => reason switch
    {
        StatusReason.Forbidden => 403,
        StatusReason.Unauthorized => 401,
        "RequestEntityTooLarge" => 413,
        _ => 422,
    };
}
