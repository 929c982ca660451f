namespace LightKube.Api.Cel.Parsing;

/// <summary>Reads operators with their operands, by precedence.</summary>
internal sealed class OperationParser(TokenCursor tokens, MemberParser members)
{
    private delegate string? FunctionOf(in Token token);

    public Expr Or() => Logical("||", Operators.Or, And);

    private Expr And() => Logical("&&", Operators.And, Relation);

    private Expr Relation() => Chain(Operators.Relation, Sum);

    private Expr Sum() => Chain(Operators.Sum, Product);

    private Expr Product() => Chain(Operators.Product, Unary);

    private Expr Logical(string symbol, string function, Func<Expr> operand)
    {
        var terms = new List<Expr> { operand() };
        var offsets = new List<int>();
        while (tokens.Peek.Is(symbol))
        {
            offsets.Add(tokens.Take().Offset);
            terms.Add(operand());
        }

        return Balance(function, terms, offsets, 0, offsets.Count - 1);
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

    // Each operator nests what stands left of it.
    private Expr Chain(FunctionOf functionOf, Func<Expr> operand)
    {
        var left = operand();
        var steps = 0;
        while (functionOf(tokens.Peek) is { } function)
        {
            tokens.Enter();
            steps++;
            var at = tokens.Take().Offset;
            left = new CallExpr(at, null, function, left, operand());
        }

        tokens.Leave(steps);
        return left;
    }

    private Expr Unary()
    {
        var symbol = tokens.Peek.Is("!") ? "!" : tokens.Peek.Is("-") ? "-" : null;
        if (symbol is null || (symbol == "-" && tokens.IsAtNegativeNumber))
        {
            return members.Member();
        }

        var at = tokens.Peek.Offset;
        var count = 0;
        while (!(symbol == "-" && tokens.IsAtNegativeNumber) && tokens.TakeIf(symbol))
        {
            count++;
        }

        var operand = members.Member();
        return count % 2 == 0 ? operand : new CallExpr(at, null, symbol == "!" ? Operators.Not : Operators.Negate, operand);
    }
}
