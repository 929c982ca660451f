using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Parsing;

/// <summary>One use of a macro that goes over a list or map: what the loop begins with, does with each item, and leaves.</summary>
internal sealed class LoopMacro(int offset, Expr target, Expr[] args, CelIssues issues)
{
    private const string NotSimple = "argument must be a simple name";
    private const string OverwritesAccumulator = "iteration variable overwrites accumulator variable";

    public ComprehensionExpr Quantifier(string function)
    {
        var predicate = args[^1];
        var accu = Accu();
        var one = function is "exists_one" or "existsOne";
        var variables = Variables(args.Length - 1, NotSimple);
        if (one)
        {
            var count = Call(Operators.Add, Accu(), Literal(1L));
            return Fold(variables, Literal(0L), Literal(true), Call(Operators.Conditional, predicate, count, Accu()), Call(Operators.Equals, accu, Literal(1L)));
        }

        return function == "all"
            ? Fold(variables, Literal(true), Call(Operators.NotStrictlyFalse, Accu()), Call(Operators.And, Accu(), predicate), accu)
            : Fold(variables, Literal(false), Call(Operators.NotStrictlyFalse, Call(Operators.Not, Accu())), Call(Operators.Or, Accu(), predicate), accu);
    }

    public ComprehensionExpr Map() =>
        Collect(Variables(1, "argument is not an identifier"), args.Length == 3 ? args[1] : null, args[^1]);

    public ComprehensionExpr Filter() => Collect(Variables(1, "argument is not an identifier"), args[1], args[0]);

    public ComprehensionExpr TransformList() => Collect(Variables(2, NotSimple), args.Length == 4 ? args[2] : null, args[^1]);

    public ComprehensionExpr TransformMap(bool byEntry)
    {
        var variables = Variables(2, NotSimple);
        var insert = byEntry
            ? Call(Operators.MapInsert, Accu(), args[^1])
            : Call(Operators.MapInsert, Accu(), new IdentExpr(offset, variables.First), args[^1]);
        return Fold(variables, new MapExpr(offset, []), Literal(true), Guarded(args.Length == 4 ? args[2] : null, insert), Accu());
    }

    private ComprehensionExpr Collect((string First, string? Second) variables, Expr? filter, Expr item)
    {
        var step = Call(Operators.Add, Accu(), new ListExpr(offset, [item]));
        return Fold(variables, new ListExpr(offset, []), Literal(true), Guarded(filter, step), Accu());
    }

    private CallExpr Guarded(Expr? filter, CallExpr step) => filter is null ? step : Call(Operators.Conditional, filter, step, Accu());

    private (string First, string? Second) Variables(int count, string complaint)
    {
        var first = Variable(args[0], complaint);
        if (count == 1)
        {
            return (first, null);
        }

        var second = Variable(args[1], complaint);
        if (first == second)
        {
            issues.Add(args[1].Offset, $"duplicate variable name: {first}");
        }

        return (first, second);
    }

    private string Variable(Expr arg, string complaint)
    {
        if (arg is not IdentExpr { Name: var name } || name.StartsWith('.'))
        {
            issues.Add(arg.Offset, complaint);
            return Macros.UnusedVariable;
        }

        if (name == "__result__")
        {
            issues.Add(arg.Offset, OverwritesAccumulator);
        }

        return name;
    }

    private ComprehensionExpr Fold((string First, string? Second) variables, Expr init, Expr condition, Expr step, Expr result) => new(offset)
    {
        Range = target,
        IterVar = variables.First,
        IterVar2 = variables.Second,
        Init = init,
        Condition = condition,
        Step = step,
        Result = result,
    };

    private IdentExpr Accu() => new(offset, ComprehensionExpr.Accumulator);

    private LiteralExpr Literal(CelValue value) => new(offset, value);

    private CallExpr Call(string function, params Expr[] items) => new(offset, null, function, items);
}
