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
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
