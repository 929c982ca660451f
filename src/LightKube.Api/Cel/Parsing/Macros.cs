namespace LightKube.Api.Cel.Parsing;

/// <summary>Calls that the parser replaces by other expressions: <c>has</c>, and loops over lists and maps.</summary>
/// <param name="bindings">Whether <c>cel.bind</c> is known, which Kubernetes does not offer.</param>
internal sealed class Macros(bool bindings = false)
{
    public const string UnusedVariable = "#unused";

    /// <summary>What the call stands for, or null when it is no macro. A misused one is an issue.</summary>
    /// <exception cref="CelSyntaxException">It copies too much.</exception>
    public Expr? Expand(int offset, string function, Expr? target, Expr[] args, CelIssues issues, CopyBudget copies)
    {
        if (target is null)
        {
            return function == "has" && args.Length == 1 ? Has(offset, args[0], issues) : null;
        }

        return (function, args.Length) switch
        {
            ("all" or "exists" or "exists_one" or "existsOne", 2 or 3) => new LoopMacro(offset, target, args, issues).Quantifier(function),
            ("map", 2 or 3) => new LoopMacro(offset, target, args, issues).Map(),
            ("filter", 2) => new LoopMacro(offset, target, args, issues).Filter(),
            ("transformList", 3 or 4) => new LoopMacro(offset, target, args, issues).TransformList(),
            ("transformMap", 3 or 4) => new LoopMacro(offset, target, args, issues).TransformMap(byEntry: false),
            ("transformMapEntry", 3 or 4) => new LoopMacro(offset, target, args, issues).TransformMap(byEntry: true),
            ("sortBy", 2) => SortBy(offset, target, args, issues),
            ("optMap" or "optFlatMap", 2) => OptionalMap(offset, function, target, args, issues, copies),
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

    private static CallExpr OptionalMap(int offset, string function, Expr target, Expr[] args, CelIssues issues, CopyBudget copies)
    {
        if (args[0] is not IdentExpr variable)
        {
            issues.Add(args[0].Offset, $"{function}() variable name must be a simple identifier");
            variable = new IdentExpr(offset, UnusedVariable);
        }

        Expr bound = Named(offset, variable.Name, new CallExpr(offset, target.Copy(copies), "value"), args[1]);
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
        var keys = new LoopMacro(offset, new IdentExpr(offset, name), args, issues).Map();
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
}
