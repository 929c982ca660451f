using System.Globalization;
using LightKube.Api.Json;

namespace LightKube.Api.Patches;

/// <summary>A path of RFC 6901: <c>/spec/containers/0/image</c>, with <c>~1</c> for a slash and <c>~0</c> for a tilde.</summary>
internal readonly struct JsonPointer
{
    private readonly string[] _tokens;

    private JsonPointer(string text, string[] tokens)
    {
        Text = text;
        _tokens = tokens;
    }

    public string Text { get; }

    public bool IsRoot => _tokens.Length == 0;

    /// <summary>The tokens of the container that holds the target.</summary>
    public ReadOnlySpan<string> Parents => _tokens.AsSpan(0, _tokens.Length - 1);

    public ReadOnlySpan<string> Tokens => _tokens;

    public string Last => _tokens[^1];

    /// <exception cref="PatchException">The text is no pointer, or deeper than any document may be.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0)
        {
            return new JsonPointer(text, []);
        }

        if (text[0] != '/')
        {
            throw PatchException.Malformed($"the JSON pointer \"{text}\" must start with '/'");
        }

        var tokens = text[1..].Split('/');
        if (tokens.Length > JsonLimits.MaxDepth)
        {
            throw PatchException.Malformed($"a JSON pointer may have at most {JsonLimits.MaxDepth} parts, this one has {tokens.Length}");
        }

        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Contains('~'))
            {
                tokens[i] = tokens[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            }
        }

        return new JsonPointer(text, tokens);
    }

    /// <summary>True when the other pointer leads to something inside what this one leads to.</summary>
    public bool IsAncestorOf(JsonPointer other) =>
        other._tokens.Length > _tokens.Length && other._tokens.AsSpan(0, _tokens.Length).SequenceEqual(_tokens);

    /// <summary>True when both lead into one container.</summary>
    public bool IsBeside(JsonPointer other) =>
        other._tokens is { Length: > 0 } && _tokens.Length == other._tokens.Length && Parents.SequenceEqual(other.Parents);

    /// <summary>A list index: digits without leading zeros. Null when the token is none.</summary>
    public static int? Index(string token) =>
        (token.Length == 1 || token is not ['0', ..]) && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    public override string ToString() => Text;
}
