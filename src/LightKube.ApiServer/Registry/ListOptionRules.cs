using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Registry;

/// <summary>Which list options go together, with upstream's words (ValidateListOptions).</summary>
internal static class ListOptionRules
{
    private const string Exact = "Exact", NotOlderThan = "NotOlderThan";

    private static readonly KindSchema Kind = BuiltIn.SubresourceKind("meta/v1.ListOptions");
    private static readonly FieldPath Match = FieldPath.Of("resourceVersionMatch");
    private static readonly FieldPath SendInitialEvents = FieldPath.Of("sendInitialEvents");

    /// <exception cref="ApiException">Invalid.</exception>
    public static void CheckList(string version, string match, string continueToken, bool? sendInitialEvents)
    {
        var errors = new FieldErrors();
        if (match.Length > 0)
        {
            Check(errors, version.Length == 0, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            Check(errors, continueToken.Length > 0, "resourceVersionMatch is forbidden when continue is provided");
            if (match is not (Exact or NotOlderThan))
            {
                errors.NotSupported(Match, match, Exact, NotOlderThan, "");
            }

            Check(errors, match == Exact && version == "0", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }

        if (sendInitialEvents is not null)
        {
            errors.Forbidden(SendInitialEvents, "sendInitialEvents is forbidden for list");
        }

        ThrowIfAny(errors);
    }

    /// <exception cref="ApiException">Invalid.</exception>
    public static void CheckWatch(string match, string continueToken, bool? sendInitialEvents)
    {
        var errors = new FieldErrors();
        Check(errors, sendInitialEvents is not null && match != NotOlderThan, $"sendInitialEvents requires setting resourceVersionMatch to {NotOlderThan}");
        if (match.Length > 0)
        {
            Check(errors, sendInitialEvents is null, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            if (match != NotOlderThan)
            {
                errors.NotSupported(Match, match, NotOlderThan);
            }

            Check(errors, continueToken.Length > 0, "resourceVersionMatch is forbidden when continue is provided");
        }

        ThrowIfAny(errors);
    }

    private static void Check(FieldErrors errors, bool isForbidden, string detail)
    {
        if (isForbidden)
        {
            errors.Forbidden(Match, detail);
        }
    }

    private static void ThrowIfAny(FieldErrors errors)
    {
        if (errors.Any)
        {
            throw ApiException.Invalid(Kind, "", errors.Causes);
        }
    }
}
