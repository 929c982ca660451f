using System.Collections.Frozen;
using System.Text;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>Rewrites the links of an HTML page, and nothing else of it.</summary>
/// <remarks>
/// The text is one character a byte (Latin-1), so that pages in any encoding that holds ASCII come out as they went in.
/// </remarks>
internal sealed class ProxiedPage(string html, ProxiedLinks links)
{
    // The attributes that hold links (HTML 4 and 5), by element: those that Kubernetes' proxy rewrites.
    private static readonly FrozenDictionary<string, string[]> LinkAttributes = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["a"] = ["href"],
        ["applet"] = ["codebase"],
        ["area"] = ["href"],
        ["audio"] = ["src"],
        ["base"] = ["href"],
        ["blockquote"] = ["cite"],
        ["body"] = ["background"],
        ["button"] = ["formaction"],
        ["command"] = ["icon"],
        ["del"] = ["cite"],
        ["embed"] = ["src"],
        ["form"] = ["action"],
        ["frame"] = ["longdesc", "src"],
        ["head"] = ["profile"],
        ["html"] = ["manifest"],
        ["iframe"] = ["longdesc", "src"],
        ["img"] = ["longdesc", "src", "usemap"],
        ["input"] = ["formaction", "src", "usemap"],
        ["ins"] = ["cite"],
        ["link"] = ["href"],
        ["object"] = ["classid", "codebase", "data", "usemap"],
        ["q"] = ["cite"],
        ["script"] = ["src"],
        ["source"] = ["src"],
        ["video"] = ["poster", "src"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder _output = new(html.Length + 256);
    private int _copied;
    private int _at;

    /// <summary>The page with its links rewritten.</summary>
    public static byte[] Rewrite(ReadOnlySpan<byte> html, ProxiedLinks links) =>
        Encoding.Latin1.GetBytes(new ProxiedPage(Encoding.Latin1.GetString(html), links).Rewrite());

    private string Rewrite()
    {
        while ((_at = Find("<", _at)) < html.Length)
        {
            if (StartsWith("<!--"))
            {
                _at = Find("-->", _at);
            }
            else if (_at + 1 < html.Length && char.IsAsciiLetter(html[_at + 1]))
            {
                ReadTag();
            }
            else
            {
                _at++;
            }
        }

        return _output.Append(html, _copied, html.Length - _copied).ToString();
    }

    private void ReadTag()
    {
        _at++;
        var name = ReadWhile(static c => !IsSpace(c) && c is not ('/' or '>'));
        var wanted = LinkAttributes.GetValueOrDefault(name) ?? [];
        while (SkipTo(static c => !IsSpace(c) && c != '/') && html[_at] != '>')
        {
            ReadAttribute(wanted);
        }

        // What stands within these two is no markup.
        if (name.ToLowerInvariant() is "script" or "style")
        {
            _at = Find("</" + name, _at);
        }
    }

    private void ReadAttribute(string[] wanted)
    {
        var name = ReadWhile(static c => !IsSpace(c) && c is not ('/' or '>' or '='), atLeastOne: true);
        if (!SkipTo(static c => !IsSpace(c)) || html[_at] != '=')
        {
            return;
        }

        _at++;
        if (!SkipTo(static c => !IsSpace(c)))
        {
            return;
        }

        var quote = html[_at] is '"' or '\'' ? html[_at++] : '\0';
        var start = _at;
        var value = quote == '\0' ? ReadWhile(static c => !IsSpace(c) && c != '>') : html[start..(_at = Find(quote.ToString(), start))];
        if (wanted.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            Replace(start, value);
        }

        if (quote != '\0' && _at < html.Length)
        {
            _at++;
        }
    }

    private void Replace(int start, string value)
    {
        _output.Append(html, _copied, start - _copied).Append(links.Rewrite(value));
        _copied = start + value.Length;
    }

    private string ReadWhile(Func<char, bool> belongs, bool atLeastOne = false)
    {
        var start = _at;
        _at += atLeastOne ? 1 : 0;
        while (_at < html.Length && belongs(html[_at]))
        {
            _at++;
        }

        return html[start.._at];
    }

    private bool SkipTo(Func<char, bool> wanted)
    {
        while (_at < html.Length && !wanted(html[_at]))
        {
            _at++;
        }

        return _at < html.Length;
    }

    private bool StartsWith(string text) => html.AsSpan(_at).StartsWith(text);

    // The end of the text when there is none.
    private int Find(string text, int from)
    {
        var at = from < html.Length ? html.IndexOf(text, from, StringComparison.OrdinalIgnoreCase) : -1;
        return at < 0 ? html.Length : at;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';
}
