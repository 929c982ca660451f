using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Parsing;

/// <summary>A node of a parsed expression. The checker notes the type of each.</summary>
/// <param name="offset">Where in the source it is: at its operator, bracket or first character.</param>
internal abstract class Expr(int offset)
{
    public int Offset { get; } = offset;

    /// <summary>What the checker found; null before.</summary>
    public CelType? Type { get; set; }

    /// <summary>A copy without what the checker notes.</summary>
    /// <exception cref="CelSyntaxException">The expression has too many copies.</exception>
    public Expr Copy(CopyBudget budget)
    {
        budget.Take(Offset);
        return Clone(budget);
    }

    protected abstract Expr Clone(CopyBudget budget);

    protected static Expr[] Copies(Expr[] items, CopyBudget budget) => Array.ConvertAll(items, item => item.Copy(budget));
}

/// <summary>A literal.</summary>
internal sealed class LiteralExpr(int offset, CelValue value) : Expr(offset)
{
    public CelValue Value { get; } = value;

    protected override Expr Clone(CopyBudget budget) => new LiteralExpr(Offset, Value);
}

/// <summary>A name.</summary>
internal sealed class IdentExpr(int offset, string name) : Expr(offset)
{
    /// <summary>With a leading dot when it was written so.</summary>
    public string Name { get; } = name;

    /// <summary>What it stands for, once checked.</summary>
    public Declaration? Resolved { get; set; }

    protected override Expr Clone(CopyBudget budget) => new IdentExpr(Offset, Name);
}

/// <summary><c>operand.field</c>, or the test for it.</summary>
internal sealed class SelectExpr(int offset, Expr operand, string field, bool test) : Expr(offset)
{
    public Expr Operand { get; } = operand;

    public string Field { get; } = field;

    /// <summary>It is <c>has(operand.field)</c>.</summary>
    public bool Test { get; } = test;

    /// <summary>The variable or constant of that whole name, when there is one.</summary>
    public Declaration? Resolved { get; set; }

    protected override Expr Clone(CopyBudget budget) => new SelectExpr(Offset, Operand.Copy(budget), Field, Test);
}

/// <summary>A call of a function or operator.</summary>
internal sealed class CallExpr(int offset, Expr? target, string function, params Expr[] args) : Expr(offset)
{
    /// <summary>What stands before the dot; null for a global function, and once it turned out to be part of its name.</summary>
    public Expr? Target { get; set; } = target;

    public string Function { get; set; } = function;

    public Expr[] Args { get; } = args;

    /// <summary>The overloads that fit, once checked.</summary>
    public List<Overload> Overloads { get; } = [];

    protected override Expr Clone(CopyBudget budget) => new CallExpr(Offset, Target?.Copy(budget), Function, Copies(Args, budget));
}

/// <summary>A list literal.</summary>
/// <param name="offset">Of the bracket.</param>
/// <param name="items">The elements.</param>
/// <param name="optional">Those written <c>?x</c>, by index; null when there is none.</param>
internal sealed class ListExpr(int offset, Expr[] items, bool[]? optional = null) : Expr(offset)
{
    public Expr[] Items { get; } = items;

    public bool[]? Optional { get; } = optional;

    protected override Expr Clone(CopyBudget budget) => new ListExpr(Offset, Copies(Items, budget), Optional);
}

/// <summary>An entry of a map literal.</summary>
internal readonly record struct MapEntry(Expr Key, Expr Value, bool Optional);

/// <summary>A map literal.</summary>
internal sealed class MapExpr(int offset, MapEntry[] entries) : Expr(offset)
{
    public MapEntry[] Entries { get; } = entries;

    protected override Expr Clone(CopyBudget budget)
    {
        var copies = new MapEntry[Entries.Length];
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i] = new MapEntry(Entries[i].Key.Copy(budget), Entries[i].Value.Copy(budget), Entries[i].Optional);
        }

        return new MapExpr(Offset, copies);
    }
}

/// <summary>A field of an object literal.</summary>
internal readonly record struct FieldEntry(int Offset, string Name, Expr Value, bool Optional);

/// <summary>An object literal: <c>Object.spec{replicas: 3}</c>.</summary>
internal sealed class ObjectExpr(int offset, string typeName, FieldEntry[] fields) : Expr(offset)
{
    public string TypeName { get; } = typeName;

    public FieldEntry[] Fields { get; } = fields;

    protected override Expr Clone(CopyBudget budget)
    {
        var copies = new FieldEntry[Fields.Length];
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i] = Fields[i] with { Value = Fields[i].Value.Copy(budget) };
        }

        return new ObjectExpr(Offset, TypeName, copies);
    }
}

/// <summary>What a comprehension does beside folding.</summary>
internal enum FoldKind : byte
{
    Fold,

    /// <summary>It names a value, which is computed when first used.</summary>
    Bind,
}

/// <summary>A loop over a list or map that folds into an accumulator; what macros become.</summary>
internal sealed class ComprehensionExpr(int offset) : Expr(offset)
{
    /// <summary>The accumulator's name: no identifier can be called so.</summary>
    public const string Accumulator = "@result";

    public FoldKind Fold { get; init; }

    public required Expr Range { get; init; }

    public required string IterVar { get; init; }

    /// <summary>The value's name where <see cref="IterVar"/> is that of index or key.</summary>
    public string? IterVar2 { get; init; }

    public string AccuVar { get; init; } = Accumulator;

    public required Expr Init { get; init; }

    public required Expr Condition { get; init; }

    public required Expr Step { get; init; }

    public required Expr Result { get; init; }

    protected override Expr Clone(CopyBudget budget) => new ComprehensionExpr(Offset)
    {
        Fold = Fold,
        Range = Range.Copy(budget),
        IterVar = IterVar,
        IterVar2 = IterVar2,
        AccuVar = AccuVar,
        Init = Init.Copy(budget),
        Condition = Condition.Copy(budget),
        Step = Step.Copy(budget),
        Result = Result.Copy(budget),
    };
}
