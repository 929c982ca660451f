using System.Globalization;

namespace LightKube.Api.Cel.Parsing;

/// <summary>One mistake makes all that follows meaningless, so that it unwinds; the issue is noted already.</summary>
internal sealed class CelSyntaxException : Exception;

/// <summary>A place in an expression's tokens, and how deep the parts around it nest.</summary>
internal sealed class TokenCursor(List<Token> tokens, CelIssues issues)
{
    private int _at;
    private int _depth;

    public Token Peek => tokens[_at];

    /// <summary>The token behind the next; there is one unless the next is the end.</summary>
    public Token Second => tokens[_at + 1];

    /// <summary>True at a minus that belongs to the number behind it.</summary>
    public bool IsAtNegativeNumber => Peek.Is("-") && Second.Kind is TokenKind.Int or TokenKind.Double;

    public Token Take() => tokens[_at++];

    public bool TakeIf(string symbol)
    {
        if (!Peek.Is(symbol))
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <exception cref="CelSyntaxException">Another token is next.</exception>
    public Token Expect(string symbol)
    {
        if (!Peek.Is(symbol))
        {
            Fail(Unexpected($"'{symbol}'"));
        }

        return Take();
    }

    /// <summary>True when names joined by dots, the next token the first of them, and an opening brace follow: the start of an object.</summary>
    public bool IsAtTypeName()
    {
        var at = _at + 1;
        while (tokens[at].Is(".") && tokens[at + 1].Kind == TokenKind.Identifier)
        {
            at += 2;
        }

        return tokens[at].Is("{");
    }

    /// <summary>One level deeper, until <see cref="Leave"/>.</summary>
    /// <exception cref="CelSyntaxException">That is too deep.</exception>
    public void Enter()
    {
        if (++_depth > CelLimits.Depth)
        {
            Fail(-1, string.Create(CultureInfo.InvariantCulture, $"expression recursion limit exceeded: {CelLimits.Depth}"));
        }
    }

    public void Leave(int levels = 1) => _depth -= levels;

    /// <exception cref="CelSyntaxException">Always.</exception>
    public void Fail(string message) => Fail(Peek.Offset, message);

    /// <returns>Nothing; for the compiler, which wants to see a throw.</returns>
    /// <exception cref="CelSyntaxException">Always.</exception>
    public CelSyntaxException Fail(int offset, string message)
    {
        issues.Add(offset, message);
        throw new CelSyntaxException();
    }

    public string Unexpected(string expected) => $"Syntax error: mismatched input '{Shown(Peek)}' expecting {expected}";

    public static string Shown(Token token) => token.Kind is TokenKind.String ? $"\"{token.Text}\"" : token.Text;
}
