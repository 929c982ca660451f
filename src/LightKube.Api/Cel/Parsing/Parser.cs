using System.Globalization;

namespace LightKube.Api.Cel.Parsing;

/// <summary>Reads an expression, macros expanded. Stops at the first mistake of syntax.</summary>
internal sealed class Parser
{
    private readonly TokenCursor _tokens;
    private readonly OperationParser _operations;

    private Parser(CelSource source, CelIssues issues, Macros macros)
    {
        _tokens = new TokenCursor(new Lexer(source, issues).Read(), issues);
        _operations = new OperationParser(_tokens, new MemberParser(_tokens, Expression, macros, issues));
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
            if (parser._tokens.Peek.Kind != TokenKind.End)
            {
                parser._tokens.Fail(parser._tokens.Unexpected("<EOF>"));
            }

            return issues.Any ? null : expr;
        }
        catch (CelSyntaxException)
        {
            return null;
        }
    }

    private Expr Expression()
    {
        _tokens.Enter();
        var condition = _operations.Or();
        if (_tokens.Peek.Is("?"))
        {
            var at = _tokens.Take().Offset;
            var then = _operations.Or();
            _tokens.Expect(":");
            condition = new CallExpr(at, null, Operators.Conditional, condition, then, Expression());
        }

        _tokens.Leave();
        return condition;
    }
}
