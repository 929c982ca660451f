namespace LightKube.Api.Cel.Parsing;

internal enum TokenKind : byte
{
    End,
    Identifier,
    EscapedIdentifier,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    True,
    False,
    Null,

    /// <summary>An operator or bracket, and <c>in</c>.</summary>
    Symbol,
}

/// <summary>A piece of an expression's text.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Offset)
{
    /// <summary>What an identifier names; an escaped one stands between backquotes.</summary>
    public string Name => Kind == TokenKind.EscapedIdentifier ? Text[1..^1] : Text;

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
