namespace LightKube.Api.Cel.Parsing;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class Lexer(CelSource source, CelIssues issues)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%", "<", ">"];

    private readonly string _text = source.Text;
    private int _at;

    public List<Token> Read()
    {
        var tokens = new List<Token>();
        while (SkipSpace() && !issues.Any)
        {
            tokens.Add(Next());
        }

        tokens.Add(new Token(TokenKind.End, "<EOF>", _text.Length));
        return tokens;
    }

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                _at++;
            }
            else if (_text[_at] == '/' && Peek(1) == '/')
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private Token Next()
    {
        var c = Peek();
        if (QuoteAt() is { } quote)
        {
            return Text(quote);
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            return Word();
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return Number();
        }

        if (c == '`')
        {
            return Escaped();
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) == 0)
            {
                return Take(TokenKind.Symbol, symbol.Length);
            }
        }

        return Unknown(CodePoints.Length(_text, _at));
    }

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, _text.Substring(_at, length), _at);
        _at += length;
        return token;
    }

    private Token Unknown(int length)
    {
        issues.Add(_at, $"Syntax error: token recognition error at: '{_text.Substring(_at, length)}'");
        return Take(TokenKind.End, length);
    }

    private Token Word()
    {
        var end = _at;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            end++;
        }

        var word = Take(TokenKind.Identifier, end - _at);
        return word.Text switch
        {
            "true" => word with { Kind = TokenKind.True },
            "false" => word with { Kind = TokenKind.False },
            "null" => word with { Kind = TokenKind.Null },
            "in" => word with { Kind = TokenKind.Symbol },
            _ => word,
        };
    }

    private Token Escaped()
    {
        var end = _at + 1;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '_' or '.' or '-' or '/' or ' '))
        {
            end++;
        }

        return end > _at + 1 && end < _text.Length && _text[end] == '`' ? Take(TokenKind.EscapedIdentifier, end + 1 - _at) : Unknown(end - _at);
    }

    private Token Number()
    {
        var end = _at;
        if (_text[end] == '0' && Peek(1) == 'x' && char.IsAsciiHexDigit(Peek(2)))
        {
            for (end += 2; end < _text.Length && char.IsAsciiHexDigit(_text[end]);)
            {
                end++;
            }

            return Integer(end);
        }

        end = Digits(end);
        var isDouble = end + 1 < _text.Length && _text[end] == '.' && char.IsAsciiDigit(_text[end + 1]);
        if (isDouble)
        {
            end = Digits(end + 1);
        }

        if (end < _text.Length && _text[end] is 'e' or 'E')
        {
            var exponent = end + 1 < _text.Length && _text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (Digits(exponent) > exponent)
            {
                return Take(TokenKind.Double, Digits(exponent) - _at);
            }
        }

        return isDouble ? Take(TokenKind.Double, end - _at) : Integer(end);
    }

    private Token Integer(int end) =>
        end < _text.Length && _text[end] is 'u' or 'U' ? Take(TokenKind.Uint, end + 1 - _at) : Take(TokenKind.Int, end - _at);

    private int Digits(int at)
    {
        while (at < _text.Length && char.IsAsciiDigit(_text[at]))
        {
            at++;
        }

        return at;
    }

    // Where the quote of a text starts when one does: after a prefix of b and r, in either case.
    private int? QuoteAt()
    {
        var at = _at;
        if (at < _text.Length && _text[at] is 'b' or 'B')
        {
            at++;
        }

        if (at < _text.Length && _text[at] is 'r' or 'R')
        {
            at++;
        }

        return at < _text.Length && _text[at] is '"' or '\'' ? at : null;
    }

    private Token Text(int open)
    {
        var bytes = Peek() is 'b' or 'B';
        var raw = open > _at && _text[open - 1] is 'r' or 'R';
        var quote = _text[open];
        var triple = open + 2 < _text.Length && _text[open + 1] == quote && _text[open + 2] == quote;
        var start = open + (triple ? 3 : 1);
        for (var at = start; at < _text.Length; at++)
        {
            var c = _text[at];
            if (c == '\\' && !raw)
            {
                at++;
            }
            else if (c == quote && (!triple || (at + 2 < _text.Length && _text[at + 1] == quote && _text[at + 2] == quote)))
            {
                return Closed(bytes, raw, start, at, at + (triple ? 3 : 1));
            }
            else if (!triple && c is '\n' or '\r')
            {
                break;
            }
        }

        return Unknown(_text.Length - _at);
    }

    // The token's text is what the literal means; that of bytes one character a byte.
    private Token Closed(bool bytes, bool raw, int start, int end, int next)
    {
        var token = new Token(bytes ? TokenKind.Bytes : TokenKind.String, "", _at);
        var content = _text[start..end].Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (!Unescaping.TryUnescape(content, raw, bytes, out var text))
        {
            issues.Add(_at, $"Syntax error: token recognition error at: '{_text[_at..next]}'");
        }

        _at = next;
        return token with { Text = text };
    }
}
