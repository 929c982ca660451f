using System.Buffers;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>Names that begin with a domain: <c>acme.io/foo</c>.</summary>
internal static class DomainPaths
{
    private const string PathFormat = @"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";

    private static readonly SearchValues<char> PathChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~%!$&'()*+,;=:");

    /// <summary>A domain, a slash and what may stand in a URL's path.</summary>
    public static void BePrefixedPath(Field path)
    {
        if (!path.HasText)
        {
            path.Required();
            return;
        }

        var slash = path.Text.IndexOf('/');
        if (slash <= 0 || slash == path.Text.Length - 1)
        {
            path.Invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }

        path.With(path.Text[..slash]).Obey(NameRules.Dns1123Subdomain);
        if (path.Text.AsSpan(slash + 1).ContainsAnyExcept(PathChars))
        {
            path.Invalid(path.Text[(slash + 1)..], NameRules.RegexText("Invalid path", PathFormat));
        }
    }

    /// <summary>A qualified name with a domain.</summary>
    public static void BePrefixedKey(Field key)
    {
        if (!key.HasText)
        {
            key.Required();
        }
        else if (NameRules.QualifiedName(key.Text) is { Count: > 0 } problems)
        {
            key.Report(problems);
        }
        else if (!key.Text.Contains('/'))
        {
            key.Invalid("must be a domain-prefixed key (such as \"acme.io/foo\")");
        }
    }

    /// <summary>A domain of at least that many labels.</summary>
    public static void BeQualifiedDomain(Field name, int labels)
    {
        if (!name.HasText)
        {
            name.Required();
            return;
        }

        var text = labels == 2 && name.Text.EndsWith('.') ? name.Text[..^1] : name.Text;
        if (NameRules.Dns1123Subdomain(text) is { Count: > 0 } problems)
        {
            name.Invalid(text, string.Join(',', problems));
        }
        else if (text.AsSpan().Count('.') + 1 < labels)
        {
            name.Invalid(text, $"should be a domain with at least {(labels == 2 ? "two" : "three")} segments separated by dots");
        }
    }
}
