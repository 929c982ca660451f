using LightKube.Api.Cel.Types;

namespace LightKube.Api.Cel.Parsing;

/// <summary>Reads a constant, name, call or literal with the fields and indexes behind it.</summary>
internal sealed class MemberParser
{
    private const string Starts =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private readonly TokenCursor _tokens;
    private readonly Func<Expr> _expression;
    private readonly Macros _macros;
    private readonly CelIssues _issues;
    private readonly CopyBudget _copies;
    private readonly AggregateParser _aggregates;

    /// <param name="tokens">Where to read.</param>
    /// <param name="expression">Reads a whole expression.</param>
    /// <param name="macros">What calls stand for.</param>
    /// <param name="issues">Takes what is wrong with macros.</param>
    public MemberParser(TokenCursor tokens, Func<Expr> expression, Macros macros, CelIssues issues)
    {
        (_tokens, _expression, _macros, _issues) = (tokens, expression, macros, issues);
        _copies = new CopyBudget(issues);
        _aggregates = new AggregateParser(tokens, expression);
    }

    public Expr Member()
    {
        var operand = Primary();
        var steps = 0;
        while (true)
        {
            if (_tokens.Peek.Is("."))
            {
                operand = Select(operand);
            }
            else if (_tokens.Peek.Is("["))
            {
                operand = Index(operand);
            }
            else
            {
                _tokens.Leave(steps);
                return operand;
            }

            _tokens.Enter();
            steps++;
        }
    }

    private Expr Select(Expr operand)
    {
        var dot = _tokens.Take().Offset;
        var optional = _tokens.TakeIf("?");
        var name = _tokens.Peek;
        if (name.Kind is not (TokenKind.Identifier or TokenKind.EscapedIdentifier))
        {
            _tokens.Fail(name.Kind is TokenKind.True or TokenKind.False or TokenKind.Null or TokenKind.End || name.Is("in")
                ? _tokens.Unexpected("IDENTIFIER")
                : $"Syntax error: no viable alternative at input '.{TokenCursor.Shown(name)}'");
        }

        _tokens.Take();
        if (optional)
        {
            return new CallExpr(dot, null, Operators.OptionalSelect, operand, new LiteralExpr(name.Offset, name.Name));
        }

        return name.Kind == TokenKind.Identifier && _tokens.Peek.Is("(")
            ? Call(name.Text, operand)
            : new SelectExpr(dot, operand, name.Name, test: false);
    }

    private CallExpr Index(Expr operand)
    {
        var at = _tokens.Take().Offset;
        var function = _tokens.TakeIf("?") ? Operators.OptionalIndex : Operators.Index;
        var index = _expression();
        _tokens.Expect("]");
        return new CallExpr(at, null, function, operand, index);
    }

    private Expr Call(string function, Expr? target)
    {
        var open = _tokens.Take().Offset;
        var args = Arguments();
        return _macros.Expand(open, function, target, args, _issues, _copies) ?? new CallExpr(open, target, function, args);
    }

    private Expr[] Arguments()
    {
        var args = new List<Expr>();
        if (!_tokens.TakeIf(")"))
        {
            do
            {
                args.Add(_expression());
            }
            while (_tokens.TakeIf(","));
            _tokens.Expect(")");
        }

        return [.. args];
    }

    private Expr Primary()
    {
        var token = _tokens.Peek;
        if (_tokens.IsAtNegativeNumber)
        {
            _tokens.Take();
            return Literal("-", token.Offset);
        }

        if (_tokens.TakeIf("("))
        {
            var inner = _expression();
            _tokens.Expect(")");
            return inner;
        }

        if (token.Is("["))
        {
            return _aggregates.List();
        }

        if (token.Is("{"))
        {
            return _aggregates.Map();
        }

        if (token.Kind == TokenKind.Identifier || token.Is("."))
        {
            return Name();
        }

        if (token.Kind is TokenKind.End or TokenKind.Symbol or TokenKind.EscapedIdentifier)
        {
            _tokens.Fail(_tokens.Unexpected(Starts));
        }

        return Literal("", token.Offset);
    }

    private LiteralExpr Literal(string sign, int offset)
    {
        var token = _tokens.Take();
        if (Literals.Of(token, sign, offset) is { } literal)
        {
            return literal;
        }

        throw _tokens.Fail(offset, Literals.Problem(token));
    }

    private Expr Name()
    {
        var start = _tokens.Peek;
        var dot = _tokens.TakeIf(".") ? "." : "";
        var name = _tokens.Peek;
        if (name.Kind != TokenKind.Identifier)
        {
            _tokens.Fail(_tokens.Unexpected("IDENTIFIER"));
        }

        if (_tokens.IsAtTypeName())
        {
            return _aggregates.Object(dot);
        }

        _tokens.Take();
        if (FieldNames.IsReserved(name.Text))
        {
            _tokens.Fail(start.Offset, $"reserved identifier: {name.Text}");
        }

        return _tokens.Peek.Is("(") ? Call(dot + name.Text, null) : new IdentExpr(name.Offset, dot + name.Text);
    }
}
