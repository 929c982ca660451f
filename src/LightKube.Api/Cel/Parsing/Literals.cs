using System.Globalization;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Parsing;

/// <summary>Makes tokens constants.</summary>
internal static class Literals
{
    /// <param name="token">A constant.</param>
    /// <param name="sign">A minus before it, or nothing.</param>
    /// <param name="offset">Where it starts, sign included.</param>
    /// <returns>Null for a number that no value can hold.</returns>
    public static LiteralExpr? Of(Token token, string sign, int offset) => token.Kind switch
    {
        TokenKind.True => new LiteralExpr(offset, true),
        TokenKind.False => new LiteralExpr(offset, false),
        TokenKind.Null => new LiteralExpr(offset, CelValue.Null),
        TokenKind.String => new LiteralExpr(offset, token.Text),
        TokenKind.Bytes => new LiteralExpr(offset, new CelBytes(Bytes(token.Text))),
        TokenKind.Double => Double(token.Text, sign, offset),
        TokenKind.Uint => TryMagnitude(token.Text.AsSpan()[..^1], out var unsigned) ? new LiteralExpr(offset, unsigned) : null,
        _ => Int(token.Text, sign, offset),
    };

    /// <summary>The complaint about a number that no value can hold.</summary>
    public static string Problem(Token token) => token.Kind switch
    {
        TokenKind.Double => "invalid double literal",
        TokenKind.Uint => "invalid uint literal",
        _ => "invalid int literal",
    };

    private static LiteralExpr? Double(string text, string sign, int offset)
    {
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsInfinity(number) ? null : new LiteralExpr(offset, sign.Length > 0 ? -number : number);
    }

    private static LiteralExpr? Int(string text, string sign, int offset)
    {
        var most = (ulong)long.MaxValue + (sign.Length > 0 ? 1UL : 0);
        return TryMagnitude(text, out var magnitude) && magnitude <= most
            ? new LiteralExpr(offset, sign.Length > 0 ? unchecked(-(long)magnitude) : (long)magnitude)
            : null;
    }

    private static bool TryMagnitude(ReadOnlySpan<char> text, out ulong number) => text.StartsWith("0x")
        ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static byte[] Bytes(string text)
    {
        var data = new byte[text.Length];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (byte)text[i];
        }

        return data;
    }
}
