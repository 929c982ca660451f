using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Parsing;

/// <summary>Calls that the parser replaces by other expressions: <c>has</c>, and loops over lists and maps.</summary>
/// <param name="bindings">Whether <c>cel.bind</c> is known, which Kubernetes does not offer.</param>
internal sealed class Macros(bool bindings = false)
{
    public const string UnusedVariable = "#unused";

    private const string NotSimple = "argument must be a simple name";
    private const string OverwritesAccumulator = "iteration variable overwrites accumulator variable";

    /// <summary>What the call stands for, or null when it is no macro. A misused one is an issue.</summary>
    public Expr? Expand(int offset, string function, Expr? target, Expr[] args, CelIssues issues)
    {
        if (target is null)
        {
            return function == "has" && args.Length == 1 ? Has(offset, args[0], issues) : null;
        }

        return (function, args.Length) switch
        {
            ("all" or "exists" or "exists_one" or "existsOne", 2 or 3) => new MacroScope(offset, target, args, issues).Quantifier(function),
            ("map", 2 or 3) => new MacroScope(offset, target, args, issues).Map(),
            ("filter", 2) => new MacroScope(offset, target, args, issues).Filter(),
            ("transformList", 3 or 4) => new MacroScope(offset, target, args, issues).TransformList(),
            ("transformMap", 3 or 4) => new MacroScope(offset, target, args, issues).TransformMap(byEntry: false),
            ("transformMapEntry", 3 or 4) => new MacroScope(offset, target, args, issues).TransformMap(byEntry: true),
            ("sortBy", 2) => SortBy(offset, target, args, issues),
            ("optMap" or "optFlatMap", 2) => OptionalMap(offset, function, target, args, issues),
            ("bind", 3) when bindings && target is IdentExpr { Name: "cel" } => Bind(offset, args, issues),
            _ => null,
        };
    }

    private static Expr Has(int offset, Expr arg, CelIssues issues)
    {
        if (arg is SelectExpr { Test: false } select)
        {
            return new SelectExpr(offset, select.Operand, select.Field, test: true);
        }

        issues.Add(arg.Offset, "invalid argument to has() macro");
        return arg;
    }

    private static CallExpr OptionalMap(int offset, string function, Expr target, Expr[] args, CelIssues issues)
    {
        if (args[0] is not IdentExpr variable)
        {
            issues.Add(args[0].Offset, $"{function}() variable name must be a simple identifier");
            variable = new IdentExpr(offset, UnusedVariable);
        }

        Expr bound = Named(offset, variable.Name, new CallExpr(offset, target.Copy(), "value"), args[1]);
        return new CallExpr(
            offset,
            null,
            Operators.Conditional,
            new CallExpr(offset, target, "hasValue"),
            function == "optMap" ? new CallExpr(offset, null, "optional.of", bound) : bound,
            new CallExpr(offset, null, "optional.none"));
    }

    // The list is named, since both its items and its keys are needed.
    private static ComprehensionExpr SortBy(int offset, Expr target, Expr[] args, CelIssues issues)
    {
        const string name = "@__sortBy_input__";
        var keys = new MacroScope(offset, new IdentExpr(offset, name), args, issues).Map();
        return Named(offset, name, target, new CallExpr(offset, new IdentExpr(offset, name), "@sortByAssociatedKeys", keys));
    }

    private static Expr Bind(int offset, Expr[] args, CelIssues issues)
    {
        if (args[0] is IdentExpr variable)
        {
            return Named(offset, variable.Name, args[1], args[2]);
        }

        issues.Add(args[0].Offset, "cel.bind() variable names must be simple identifiers");
        return args[2];
    }

    private static ComprehensionExpr Named(int offset, string name, Expr value, Expr result) => new(offset)
    {
        Fold = FoldKind.Bind,
        Range = new ListExpr(offset, []),
        IterVar = UnusedVariable,
        AccuVar = name,
        Init = value,
        Condition = new LiteralExpr(offset, false),
        Step = new IdentExpr(offset, name),
        Result = result,
    };

    /// <summary>One use of a loop macro.</summary>
    private sealed class MacroScope(int offset, Expr target, Expr[] args, CelIssues issues)
    {
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
                return UnusedVariable;
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
}
