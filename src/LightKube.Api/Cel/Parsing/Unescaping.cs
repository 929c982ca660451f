using System.Globalization;
using System.Text;

namespace LightKube.Api.Cel.Parsing;

/// <summary>Resolves the escapes of string and bytes literals.</summary>
internal static class Unescaping
{
    /// <summary>The content; for bytes one character of 0 to 255 a byte. False when an escape is not valid.</summary>
    public static bool TryUnescape(string content, bool raw, bool bytes, out string result)
    {
        var text = new StringBuilder(content.Length);
        for (var at = 0; at < content.Length;)
        {
            if (content[at] != '\\' || raw)
            {
                var length = CodePoints.Length(content, at);
                Append(text, content.AsSpan(at, length), bytes);
                at += length;
            }
            else if (!Escape(content, ref at, text, bytes))
            {
                result = "";
                return false;
            }
        }

        result = text.ToString();
        return true;
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> chars, bool bytes)
    {
        if (!bytes)
        {
            text.Append(chars);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (var b in utf8[..Encoding.UTF8.GetBytes(chars, utf8)])
        {
            text.Append((char)b);
        }
    }

    private static bool Escape(string content, ref int at, StringBuilder text, bool bytes)
    {
        if (at + 1 >= content.Length)
        {
            return false;
        }

        var c = content[at + 1];
        at += 2;
        switch (c)
        {
            case 'a': text.Append('\a'); return true;
            case 'b': text.Append('\b'); return true;
            case 'f': text.Append('\f'); return true;
            case 'n': text.Append('\n'); return true;
            case 'r': text.Append('\r'); return true;
            case 't': text.Append('\t'); return true;
            case 'v': text.Append('\v'); return true;
            case '\\' or '\'' or '"' or '`' or '?': text.Append(c); return true;
            case 'x' or 'X': return Code(content, ref at, 2, 16, text, bytes, isByte: true);
            case 'u' when !bytes: return Code(content, ref at, 4, 16, text, bytes, isByte: false);
            case 'U' when !bytes: return Code(content, ref at, 8, 16, text, bytes, isByte: false);
            case >= '0' and <= '3':
                at--;
                return Code(content, ref at, 3, 8, text, bytes, isByte: true);
            default: return false;
        }
    }

    private static bool Code(string content, ref int at, int digits, int radix, StringBuilder text, bool bytes, bool isByte)
    {
        if (at + digits > content.Length || !TryNumber(content.AsSpan(at, digits), radix, out var code))
        {
            return false;
        }

        at += digits;
        if (isByte && bytes)
        {
            text.Append((char)code);
            return true;
        }

        if (!Rune.TryCreate(code, out var rune))
        {
            return false;
        }

        text.Append(rune.ToString());
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, int radix, out int number)
    {
        number = 0;
        if (radix == 16)
        {
            return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number >= 0;
        }

        foreach (var c in digits)
        {
            if (c is < '0' or > '7')
            {
                return false;
            }

            number = number * 8 + (c - '0');
        }

        return true;
    }
}
