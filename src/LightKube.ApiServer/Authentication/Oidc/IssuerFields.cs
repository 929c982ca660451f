using LightKube.Api.Validation;
using LightKube.ApiServer.Validation;
using LightKube.Foundation.Certificates;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Judges <c>jwt[*].issuer</c> of an AuthenticationConfiguration.</summary>
internal static class IssuerFields
{
    /// <summary>Adds what is wrong with it to the field's errors.</summary>
    /// <param name="issuer">The map.</param>
    /// <param name="disallowed">Issuers that nobody else may be: those of the cluster's own tokens.</param>
    public static void Check(Field issuer, IReadOnlyList<string> disallowed)
    {
        var (url, discovery, authority) = (issuer["url"], issuer["discoveryURL"], issuer["certificateAuthority"]);
        if (!url.HasText)
        {
            url.Required();
        }
        else
        {
            if (disallowed.Contains(url.Text))
            {
                url.Invalid($"URL must not overlap with disallowed issuers: [{string.Join(' ', disallowed)}]");
            }

            Url(url);
        }

        if (discovery.HasText)
        {
            if (url.HasText && url.Text.TrimEnd('/') == discovery.Text.TrimEnd('/'))
            {
                discovery.Invalid("discoveryURL must be different from URL");
            }

            Url(discovery);
        }

        Audiences(issuer["audiences"], issuer["audienceMatchPolicy"]);
        if (authority.HasText && Unreadable(authority.Text) is { Length: > 0 } problem)
        {
            authority.Invalid("<omitted>", problem);
        }

        Egress(issuer["egressSelectorType"]);
    }

    private static void Url(Field url)
    {
        if (!Uri.TryCreate(url.Text, UriKind.Absolute, out var parsed))
        {
            url.Invalid("URL scheme must be https");
            return;
        }

        foreach (var (isWrong, problem) in (ReadOnlySpan<(bool, string)>)
        [
            (parsed.Scheme != Uri.UriSchemeHttps, "URL scheme must be https"),
            (parsed.UserInfo.Length > 0, "URL must not contain a username or password"),
            (parsed.Query.Length > 1, "URL must not contain a query"),
            (parsed.Fragment.Length > 1, "URL must not contain a fragment"),
        ])
        {
            if (isWrong)
            {
                url.Invalid(problem);
            }
        }
    }

    private static void Audiences(Field audiences, Field policy)
    {
        if (audiences.Count == 0)
        {
            audiences.Required("at least one jwt[*].issuer.audiences is required");
            return;
        }

        var seen = default(SeenTexts);
        for (var i = 0; i < audiences.Count; i++)
        {
            if (!audiences[i].HasText)
            {
                audiences[i].Required();
            }

            if (!seen.Add(audiences[i].Text))
            {
                audiences[i].Duplicate();
            }
        }

        if (audiences.Count > 1 && policy.Text != "MatchAny")
        {
            policy.Invalid("audienceMatchPolicy must be MatchAny for multiple audiences");
        }
        else if (policy.HasText && policy.Text != "MatchAny")
        {
            policy.Invalid("audienceMatchPolicy must be empty or MatchAny for single audience");
        }
    }

    private static string Unreadable(string pem)
    {
        try
        {
            return Pem.ParseCertificates(pem, "it").Count > 0 ? "" : "it holds no certificate";
        }
        catch (CertificateException e)
        {
            return e.Message;
        }
    }

    private static void Egress(Field selector)
    {
        if (!selector.HasText)
        {
            return;
        }

        selector.Invalid("this server has no egress selectors: issuers are reached from where it runs");
        if (selector.Text is not ("controlplane" or "cluster"))
        {
            selector.Invalid("egress selector must be either controlplane or cluster");
        }
    }
}
