using System.Text;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>A URL, cut into its parts as Go does.</summary>
internal sealed class UrlValue(string text, string scheme, string host, string path, string query) : CelOpaque
{
    public string Scheme => scheme;

    /// <summary>With port and brackets.</summary>
    public string Host => host;

    public string Path => path;

    public string Query => query;

    public override CelType Type => UrlLibrary.UrlType;

    public override bool ContentEquals(CelOpaque other) => other is UrlValue url && url.ToString() == text;

    public override string ToString() => text;
}

/// <summary>Functions on URLs.</summary>
internal static class UrlLibrary
{
    public static CelType UrlType { get; } = CelType.Opaque("kubernetes.URL");

    public static void Declare(FunctionTable table)
    {
        table.Add("string_to_url", "url(string):kubernetes.URL", static args => Parse(args[0].AsString!, out var problem) is { } url
            ? url
            : CelValue.Error($"URL parse error during conversion from string: {problem}"));
        table.Add("url_get_scheme", "<kubernetes.URL>.getScheme():string", static args => Of(args[0]).Scheme);
        table.Add("url_get_host", "<kubernetes.URL>.getHost():string", static args => Of(args[0]).Host);
        table.Add("url_get_hostname", "<kubernetes.URL>.getHostname():string", static args => Split(Of(args[0]).Host).Name);
        table.Add("url_get_port", "<kubernetes.URL>.getPort():string", static args => Split(Of(args[0]).Host).Port);
        table.Add("url_get_escaped_path", "<kubernetes.URL>.getEscapedPath():string", static args => Of(args[0]).Path);
        table.Add("url_get_query", "<kubernetes.URL>.getQuery():map(string,list(string))", static args => Query(Of(args[0]).Query));
        table.Add("is_url_string", "isURL(string):bool", static args => Parse(args[0].AsString!, out _) is not null);
    }

    /// <summary>The URL, absolute or a path from the root; or what is wrong with the text, in Go's words.</summary>
    public static UrlValue? Parse(string text, out string problem)
    {
        problem = Problem(text, "invalid URI for request");
        if (text.Length == 0)
        {
            problem = Problem(text, "empty url");
            return null;
        }

        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || text.Contains('\x7f', StringComparison.Ordinal))
        {
            problem = Problem(text, "net/url: invalid control character in URL");
            return null;
        }

        var scheme = Scheme(text);
        var rest = scheme.Length == 0 ? text : text[(scheme.Length + 1)..];
        if (text.StartsWith(':'))
        {
            problem = Problem(text, "missing protocol scheme");
            return null;
        }

        if (!rest.StartsWith('/'))
        {
            return scheme.Length > 0 && !rest.Contains('/', StringComparison.Ordinal) && rest.Length > 0
                ? new UrlValue(text, scheme.ToLowerInvariant(), "", "", After(ref rest, '?'))
                : null;
        }

        return Hierarchical(text, scheme, rest, out problem);
    }

    private static UrlValue? Hierarchical(string text, string scheme, string rest, out string problem)
    {
        problem = "";
        _ = After(ref rest, '#');
        var query = After(ref rest, '?');
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var end = rest.IndexOf('/', 2);
            host = end < 0 ? rest[2..] : rest[2..end];
            rest = end < 0 ? "" : rest[end..];
            host = host[(host.LastIndexOf('@') + 1)..];
            if (HostProblem(host) is { } unfit)
            {
                problem = Problem(text, unfit);
                return null;
            }
        }

        if (BadEscape(rest) is { } escape)
        {
            problem = Problem(text, $"invalid URL escape {GoQuote.Quote(escape)}");
            return null;
        }

        return new UrlValue(text, scheme.ToLowerInvariant(), host, Escaped(rest), query);
    }

    private static string Problem(string text, string what) => $"parse {GoQuote.Quote(text)}: {what}";

    private static UrlValue Of(CelValue value) => (UrlValue)value.AsOpaque!;

    private static string Scheme(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':')
            {
                return text[..i];
            }

            if (!char.IsAsciiLetter(c) && (i == 0 || (!char.IsAsciiDigit(c) && c is not ('+' or '-' or '.'))))
            {
                break;
            }
        }

        return "";
    }

    private static string After(ref string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0)
        {
            return "";
        }

        var after = text[(at + 1)..];
        text = text[..at];
        return after;
    }

    private static string? HostProblem(string host)
    {
        var colon = host.LastIndexOf(':');
        if (host.StartsWith('['))
        {
            var end = host.LastIndexOf(']');
            if (end < 0)
            {
                return "missing ']' in host";
            }

            colon = end + 1 < host.Length ? end + 1 : -1;
        }

        if (colon >= 0 && (host[colon] != ':' || host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') >= 0))
        {
            return $"invalid port {GoQuote.Quote(host[colon..])} after host";
        }

        foreach (var c in host)
        {
            if (c is ' ' or '<' or '>' or '"' or '\\' or '^' or '`' or '{' or '|' or '}')
            {
                return $"invalid character {GoQuote.Quote(c.ToString())} in host name";
            }
        }

        return null;
    }

    private static (string Name, string Port) Split(string host)
    {
        var end = host.LastIndexOf(']');
        var colon = host.IndexOf(':', Math.Max(end, 0));
        var name = colon < 0 ? host : host[..colon];
        return (name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name, colon < 0 ? "" : host[(colon + 1)..]);
    }

    private static string? BadEscape(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return text.Substring(i, Math.Min(3, text.Length - i));
            }
        }

        return null;
    }

    // What may not stand in a path as it is gets escaped.
    private static string Escaped(string path)
    {
        var escaped = new StringBuilder(path.Length);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || "-_.~$&+,/:;=@%!'()*[]".Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append('%').Append(b.ToString("X2", null));
            }
        }

        return escaped.ToString();
    }

    private static CelValue Query(string query)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&'))
        {
            var value = pair;
            var key = pair;
            value = After(ref key, '=');
            if (key.Length == 0 || pair.Contains(';', StringComparison.Ordinal) || BadEscape(pair) is not null)
            {
                continue;
            }

            key = Uri.UnescapeDataString(key.Replace('+', ' '));
            if (!values.TryGetValue(key, out var list))
            {
                values.Add(key, list = []);
            }

            list.Add(Uri.UnescapeDataString(value.Replace('+', ' ')));
        }

        var map = new EntryMap(values.Count);
        foreach (var (key, list) in values)
        {
            map.TryAdd(key, ArrayList.Of(list));
        }

        return map;
    }
}
