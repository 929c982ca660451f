using System.Globalization;
using System.Text;

namespace LightKube.Api.Tests.Cel;

/// <summary>A message of protobuf's text format: fields by name, each a text or another message, in order.</summary>
internal sealed class TextProto
{
    // A string holds one character a byte.
    private readonly List<(string Name, string? Text, TextProto? Message)> _fields = [];

    public IEnumerable<TextProto> Messages(string name) => _fields.Where(field => field.Name == name && field.Message is not null).Select(field => field.Message!);

    public TextProto? Message(string name) => Messages(name).FirstOrDefault();

    /// <summary>A scalar as it is written; a string without quotes and escapes.</summary>
    public string? Text(string name) => Bytes(name) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    public byte[]? Bytes(string name) =>
        _fields.FirstOrDefault(field => field.Name == name && field.Text is not null).Text is { } text ? Encoding.Latin1.GetBytes(text) : null;

    public bool Has(string name) => _fields.Exists(field => field.Name == name);

    public IEnumerable<string> Names => _fields.Select(field => field.Name);

    public static TextProto Parse(string text)
    {
        var at = 0;
        return Fields(text, ref at, '\0');
    }

    private static TextProto Fields(string text, ref int at, char end)
    {
        var message = new TextProto();
        for (SkipSpace(text, ref at); at < text.Length && text[at] != end; SkipSpace(text, ref at))
        {
            if (text[at] is ';' or ',')
            {
                at++;
                continue;
            }

            var name = Name(text, ref at);
            SkipSpace(text, ref at);
            if (text[at] == ':')
            {
                at++;
                SkipSpace(text, ref at);
            }

            if (text[at] == '[')
            {
                at++;
                for (SkipSpace(text, ref at); text[at] != ']'; SkipSpace(text, ref at))
                {
                    message.Add(name, text, ref at);
                    SkipSpace(text, ref at);
                    at += text[at] == ',' ? 1 : 0;
                }

                at++;
            }
            else
            {
                message.Add(name, text, ref at);
            }
        }

        at++;
        return message;
    }

    private void Add(string name, string text, ref int at)
    {
        if (text[at] is '{' or '<')
        {
            var end = text[at++] == '{' ? '}' : '>';
            _fields.Add((name, null, Fields(text, ref at, end)));
        }
        else
        {
            _fields.Add((name, Scalar(text, ref at), null));
        }
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '#'))
        {
            at = text[at] == '#' ? Math.Max(text.IndexOf('\n', at), at + 1) : at + 1;
        }
    }

    private static string Name(string text, ref int at)
    {
        var start = at;
        if (text[at] == '[')
        {
            at = text.IndexOf(']', at) + 1;
            return text[start..at];
        }

        while (char.IsLetterOrDigit(text[at]) || text[at] == '_')
        {
            at++;
        }

        return text[start..at];
    }

    private static string Scalar(string text, ref int at)
    {
        if (text[at] is not ('"' or '\''))
        {
            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('}' or ']' or '>' or ',' or ';' or '#'))
            {
                at++;
            }

            return text[start..at];
        }

        // Strings that follow each other are one. Escapes give bytes, so that the whole is UTF-8 in the end.
        var bytes = new List<byte>();
        while (at < text.Length && text[at] is '"' or '\'')
        {
            var quote = text[at++];
            while (text[at] != quote)
            {
                Character(text, ref at, bytes);
            }

            at++;
            SkipSpace(text, ref at);
        }

        return Encoding.Latin1.GetString([.. bytes]);
    }

    private static void Character(string text, ref int at, List<byte> bytes)
    {
        if (text[at] != '\\')
        {
            var length = char.IsSurrogatePair(text, at) ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
            at += length;
            return;
        }

        var c = text[at + 1];
        at += 2;
        switch (c)
        {
            case 'n': bytes.Add((byte)'\n'); break;
            case 'r': bytes.Add((byte)'\r'); break;
            case 't': bytes.Add((byte)'\t'); break;
            case 'a': bytes.Add(7); break;
            case 'b': bytes.Add(8); break;
            case 'f': bytes.Add(12); break;
            case 'v': bytes.Add(11); break;
            case 'x' or 'X':
                bytes.Add(byte.Parse(text.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 2;
                break;
            case 'u' or 'U':
                var digits = c == 'u' ? 4 : 8;
                bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(int.Parse(text.AsSpan(at, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
                at += digits;
                break;
            case >= '0' and <= '7':
                var octal = 3;
                while (octal > 1 && (at + octal - 1 > text.Length || text.AsSpan(at - 1, octal).IndexOfAnyExceptInRange('0', '7') >= 0))
                {
                    octal--;
                }

                bytes.Add((byte)Convert.ToInt32(text.Substring(at - 1, octal), 8));
                at += octal - 1;
                break;
            default: bytes.Add((byte)c); break;
        }
    }
}
