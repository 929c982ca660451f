using System.Globalization;

namespace LightKube.ApiServer.Http;

/// <summary>One of the alternatives in an Accept header.</summary>
internal readonly ref struct AcceptRange
{
    private AcceptRange(ReadOnlySpan<char> type) => Type = type;

    /// <summary>The media type or a pattern such as <c>*/*</c>.</summary>
    public ReadOnlySpan<char> Type { get; }

    public string As { get; private init; } = "";

    public string Group { get; private init; } = "";

    public string Version { get; private init; } = "";

    public string Stream { get; private init; } = "";

    public double Quality { get; private init; } = 1;

    /// <summary>How exact the type is: at the same quality an exact one comes before a pattern.</summary>
    public int Precision => Type is "*/*" ? 0 : Type.EndsWith("/*") ? 1 : 2;

    public static AcceptRange Parse(ReadOnlySpan<char> range)
    {
        var semicolon = range.IndexOf(';');
        if (semicolon < 0)
        {
            return new AcceptRange(range.Trim());
        }

        string kind = "", group = "", version = "", stream = "";
        var quality = 1.0;
        var rest = range[(semicolon + 1)..];
        foreach (var at in rest.Split(';'))
        {
            var part = rest[at].Trim();
            var equals = part.IndexOf('=');
            if (equals < 0)
            {
                continue;
            }

            var value = part[(equals + 1)..].Trim().Trim('"');
            switch (part[..equals].Trim())
            {
                case "as": kind = value.ToString(); break;
                case "g": group = value.ToString(); break;
                case "v": version = value.ToString(); break;
                case "stream": stream = value.ToString(); break;
                case "q": quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 1; break;
            }
        }

        return new AcceptRange(range[..semicolon].Trim()) { As = kind, Group = group, Version = version, Stream = stream, Quality = quality };
    }
}
