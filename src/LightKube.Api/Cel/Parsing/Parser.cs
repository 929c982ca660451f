using System.Globalization;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Parsing;

/// <summary>Reads an expression, macros expanded. Stops at the first mistake of syntax.</summary>
internal sealed class Parser
{
    private const string Starts =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private readonly CelIssues _issues;
    private readonly Macros _macros;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    // One mistake makes all that follows meaningless, so that it unwinds.
    private sealed class SyntaxException : Exception;

    private Parser(CelSource source, CelIssues issues, Macros macros)
    {
        _issues = issues;
        _macros = macros;
        _tokens = new Lexer(source, issues).Read();
    }

    /// <summary>The expression, or null when there are issues.</summary>
    public static Expr? Parse(CelSource source, CelIssues issues, Macros macros)
    {
        var size = CodePoints.Count(source.Text);
        if (size > CelLimits.ExpressionSize)
        {
            issues.Add(-1, string.Create(CultureInfo.InvariantCulture, $"expression code point size exceeds limit: size: {size}, limit {CelLimits.ExpressionSize}"));
            return null;
        }

        var parser = new Parser(source, issues, macros);
        if (issues.Any)
        {
            return null;
        }

        try
        {
            var expr = parser.Expression();
            if (parser.Peek.Kind != TokenKind.End)
            {
                parser.Fail(parser.Unexpected("<EOF>"));
            }

            return issues.Any ? null : expr;
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    private Token Peek => _tokens[_at];

    private Token Take() => _tokens[_at++];

    private bool TakeIf(string symbol)
    {
        if (!Peek.Is(symbol))
        {
            return false;
        }

        _at++;
        return true;
    }

    private Token Expect(string symbol)
    {
        if (!Peek.Is(symbol))
        {
            Fail(Unexpected($"'{symbol}'"));
        }

        return Take();
    }

    private string Unexpected(string expected) => $"Syntax error: mismatched input '{Shown(Peek)}' expecting {expected}";

    private static string Shown(Token token) => token.Kind is TokenKind.String ? $"\"{token.Text}\"" : token.Text;

    private void Fail(string message) => Fail(Peek.Offset, message);

    private void Fail(int offset, string message)
    {
        _issues.Add(offset, message);
        throw new SyntaxException();
    }

    private void Enter()
    {
        if (++_depth > CelLimits.Depth)
        {
            Fail(-1, string.Create(CultureInfo.InvariantCulture, $"expression recursion limit exceeded: {CelLimits.Depth}"));
        }
    }

    private Expr Expression()
    {
        Enter();
        var condition = Or();
        if (Peek.Is("?"))
        {
            var at = Take().Offset;
            var then = Or();
            Expect(":");
            condition = new CallExpr(at, null, Operators.Conditional, condition, then, Expression());
        }

        _depth--;
        return condition;
    }

    private Expr Or()
    {
        var terms = new List<Expr> { And() };
        var offsets = new List<int>();
        while (Peek.Is("||"))
        {
            offsets.Add(Take().Offset);
            terms.Add(And());
        }

        return Balance(Operators.Or, terms, offsets, 0, offsets.Count - 1);
    }

    private Expr And()
    {
        var terms = new List<Expr> { Relation() };
        var offsets = new List<int>();
        while (Peek.Is("&&"))
        {
            offsets.Add(Take().Offset);
            terms.Add(Relation());
        }

        return Balance(Operators.And, terms, offsets, 0, offsets.Count - 1);
    }

    // A chain of one logical operator becomes a balanced tree, which nests less.
    private static Expr Balance(string function, List<Expr> terms, List<int> offsets, int low, int high)
    {
        if (low > high)
        {
            return terms[low];
        }

        var middle = (low + high + 1) / 2;
        var left = Balance(function, terms, offsets, low, middle - 1);
        var right = Balance(function, terms, offsets, middle + 1, high);
        return new CallExpr(offsets[middle], null, function, left, right);
    }

    private Expr Relation()
    {
        var left = Sum();
        var steps = 0;
        while (Operators.Relation(Peek) is { } function)
        {
            Enter();
            steps++;
            var at = Take().Offset;
            left = new CallExpr(at, null, function, left, Sum());
        }

        _depth -= steps;
        return left;
    }

    private Expr Sum()
    {
        var left = Product();
        var steps = 0;
        while (Operators.Sum(Peek) is { } function)
        {
            Enter();
            steps++;
            var at = Take().Offset;
            left = new CallExpr(at, null, function, left, Product());
        }

        _depth -= steps;
        return left;
    }

    private Expr Product()
    {
        var left = Unary();
        var steps = 0;
        while (Operators.Product(Peek) is { } function)
        {
            Enter();
            steps++;
            var at = Take().Offset;
            left = new CallExpr(at, null, function, left, Unary());
        }

        _depth -= steps;
        return left;
    }

    private Expr Unary()
    {
        var symbol = Peek.Is("!") ? "!" : Peek.Is("-") ? "-" : null;
        if (symbol is null || (symbol == "-" && _tokens[_at + 1].Kind is TokenKind.Int or TokenKind.Double))
        {
            return Member();
        }

        var at = Peek.Offset;
        var count = 0;
        while (TakeIf(symbol))
        {
            count++;
            if (symbol == "-" && Peek.Is("-") && _tokens[_at + 1].Kind is TokenKind.Int or TokenKind.Double)
            {
                break;
            }
        }

        var operand = Member();
        return count % 2 == 0 ? operand : new CallExpr(at, null, symbol == "!" ? Operators.Not : Operators.Negate, operand);
    }

    private Expr Member()
    {
        var operand = Primary();
        var steps = 0;
        while (true)
        {
            if (Peek.Is("."))
            {
                operand = Select(operand);
            }
            else if (Peek.Is("["))
            {
                operand = Index(operand);
            }
            else
            {
                _depth -= steps;
                return operand;
            }

            Enter();
            steps++;
        }
    }

    private Expr Select(Expr operand)
    {
        var dot = Take().Offset;
        var optional = TakeIf("?");
        var name = Take();
        if (name.Kind == TokenKind.EscapedIdentifier)
        {
            name = name with { Text = name.Text[1..^1] };
        }
        else if (name.Kind != TokenKind.Identifier)
        {
            Fail(name.Offset, name.Kind is TokenKind.True or TokenKind.False or TokenKind.Null or TokenKind.End || name.Is("in")
                ? $"Syntax error: mismatched input '{Shown(name)}' expecting IDENTIFIER"
                : $"Syntax error: no viable alternative at input '.{Shown(name)}'");
        }

        if (optional)
        {
            return new CallExpr(dot, null, Operators.OptionalSelect, operand, new LiteralExpr(name.Offset, name.Text));
        }

        if (name.Kind == TokenKind.Identifier && Peek.Is("("))
        {
            var open = Take().Offset;
            var args = Arguments();
            return _macros.Expand(open, name.Text, operand, args, _issues) ?? new CallExpr(open, operand, name.Text, args);
        }

        return new SelectExpr(dot, operand, name.Text, test: false);
    }

    private CallExpr Index(Expr operand)
    {
        var at = Take().Offset;
        var function = TakeIf("?") ? Operators.OptionalIndex : Operators.Index;
        var index = Expression();
        Expect("]");
        return new CallExpr(at, null, function, operand, index);
    }

    private Expr[] Arguments()
    {
        var args = new List<Expr>();
        if (!TakeIf(")"))
        {
            do
            {
                args.Add(Expression());
            }
            while (TakeIf(","));
            Expect(")");
        }

        return [.. args];
    }

    private Expr Primary()
    {
        var token = Peek;
        if (token.Is("-"))
        {
            _at++;
            return Number(token.Offset, Take(), "-");
        }

        if (token.Is("("))
        {
            _at++;
            var inner = Expression();
            Expect(")");
            return inner;
        }

        if (token.Is("["))
        {
            return List();
        }

        if (token.Is("{"))
        {
            return Map();
        }

        if (token.Kind == TokenKind.Identifier || token.Is("."))
        {
            return Name();
        }

        if (token.Kind is TokenKind.End or TokenKind.Symbol or TokenKind.EscapedIdentifier)
        {
            Fail(Unexpected(Starts));
        }

        _at++;
        return token.Kind switch
        {
            TokenKind.True => new LiteralExpr(token.Offset, true),
            TokenKind.False => new LiteralExpr(token.Offset, false),
            TokenKind.Null => new LiteralExpr(token.Offset, CelValue.Null),
            TokenKind.String => new LiteralExpr(token.Offset, token.Text),
            TokenKind.Bytes => new LiteralExpr(token.Offset, new CelBytes(Bytes(token.Text))),
            _ => Number(token.Offset, token, ""),
        };
    }

    private static byte[] Bytes(string text)
    {
        var data = new byte[text.Length];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (byte)text[i];
        }

        return data;
    }

    private LiteralExpr Number(int offset, Token token, string sign)
    {
        var text = token.Kind == TokenKind.Uint ? token.Text[..^1] : token.Text;
        var hex = text.StartsWith("0x", StringComparison.Ordinal);
        var digits = hex ? text.AsSpan(2) : text.AsSpan();
        switch (token.Kind)
        {
            case TokenKind.Double:
                var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                if (double.IsInfinity(number))
                {
                    Fail(offset, "invalid double literal");
                }

                return new LiteralExpr(offset, sign.Length > 0 ? -number : number);
            case TokenKind.Uint:
                if (!TryUnsigned(digits, hex, out var unsigned))
                {
                    Fail(offset, "invalid uint literal");
                }

                return new LiteralExpr(offset, unsigned);
            default:
                var most = (ulong)long.MaxValue + (sign.Length > 0 ? 1UL : 0);
                if (!TryUnsigned(digits, hex, out var magnitude) || magnitude > most)
                {
                    Fail(offset, "invalid int literal");
                }

                return new LiteralExpr(offset, sign.Length > 0 ? unchecked(-(long)magnitude) : (long)magnitude);
        }
    }

    private static bool TryUnsigned(ReadOnlySpan<char> digits, bool hex, out ulong number) =>
        ulong.TryParse(digits, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private ListExpr List()
    {
        var at = Take().Offset;
        var items = new List<Expr>();
        var optional = new List<bool>();
        while (!Peek.Is("]"))
        {
            if (Peek.Is(",") && items.Count == 0 && _tokens[_at + 1].Is("]"))
            {
                _at++;
                break;
            }

            optional.Add(TakeIf("?"));
            items.Add(Expression());
            if (!TakeIf(","))
            {
                break;
            }
        }

        Expect("]");
        return new ListExpr(at, [.. items], optional.Contains(true) ? [.. optional] : null);
    }

    private MapExpr Map()
    {
        var at = Take().Offset;
        var entries = new List<MapEntry>();
        while (!Peek.Is("}"))
        {
            if (Peek.Is(",") && entries.Count == 0 && _tokens[_at + 1].Is("}"))
            {
                _at++;
                break;
            }

            var optional = TakeIf("?");
            var key = Expression();
            Expect(":");
            entries.Add(new MapEntry(key, Expression(), optional));
            if (!TakeIf(","))
            {
                break;
            }
        }

        Expect("}");
        return new MapExpr(at, [.. entries]);
    }

    private Expr Name()
    {
        var start = Peek;
        var dot = TakeIf(".") ? "." : "";
        var name = Peek;
        if (name.Kind != TokenKind.Identifier)
        {
            Fail(Unexpected("IDENTIFIER"));
        }

        if (TypeNameEnd() is { } brace)
        {
            return Object(dot, brace);
        }

        _at++;
        if (FieldNames.IsReserved(name.Text))
        {
            Fail(start.Offset, $"reserved identifier: {name.Text}");
        }

        if (Peek.Is("("))
        {
            var open = Take().Offset;
            var args = Arguments();
            return _macros.Expand(open, dot + name.Text, null, args, _issues) ?? new CallExpr(open, null, dot + name.Text, args);
        }

        return new IdentExpr(name.Offset, dot + name.Text);
    }

    // Where the brace of an object literal stands when names, joined by dots, and a brace follow.
    private int? TypeNameEnd()
    {
        var at = _at + 1;
        while (_tokens[at].Is(".") && _tokens[at + 1].Kind == TokenKind.Identifier)
        {
            at += 2;
        }

        return _tokens[at].Is("{") ? at : null;
    }

    private ObjectExpr Object(string dot, int brace)
    {
        var name = dot;
        for (; _at < brace; _at++)
        {
            name += Peek.Text;
        }

        var open = Take().Offset;
        var fields = new List<FieldEntry>();
        while (!Peek.Is("}"))
        {
            if (Peek.Is(",") && fields.Count == 0 && _tokens[_at + 1].Is("}"))
            {
                _at++;
                break;
            }

            fields.Add(Field());
            if (!TakeIf(","))
            {
                break;
            }
        }

        Expect("}");
        return new ObjectExpr(open, name, [.. fields]);
    }

    private FieldEntry Field()
    {
        var optional = TakeIf("?");
        if (Peek.Kind is not (TokenKind.Identifier or TokenKind.EscapedIdentifier))
        {
            Fail(Unexpected("{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"));
        }

        var token = Take();
        var name = token.Kind == TokenKind.EscapedIdentifier ? token.Text[1..^1] : token.Text;
        var colon = Expect(":").Offset;
        return new FieldEntry(colon, name, Expression(), optional);
    }
}
