using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Evaluation;

/// <summary><c>&amp;&amp;</c>: false when either side is, even if the other is an error.</summary>
internal sealed class AndNode(Node left, Node right) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var first = left.Eval(context);
        if (first.IsFalse)
        {
            return first;
        }

        var second = right.Eval(context);
        return second.IsFalse ? second : first.IsBool && second.IsBool ? true : Logic.Failure(first, second);
    }
}

/// <summary><c>||</c>: true when either side is, even if the other is an error.</summary>
internal sealed class OrNode(Node left, Node right) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var first = left.Eval(context);
        if (first.IsTrue)
        {
            return first;
        }

        var second = right.Eval(context);
        return second.IsTrue ? second : first.IsBool && second.IsBool ? false : Logic.Failure(first, second);
    }
}

/// <summary><c>condition ? a : b</c>.</summary>
internal sealed class ConditionalNode(Node condition, Node then, Node otherwise) : Node
{
    public override bool IsAttribute => true;

    public override CelValue Eval(EvalContext context)
    {
        var chosen = condition.Eval(context);
        if (!chosen.IsBool)
        {
            return chosen.IsError ? chosen : CelError.NoSuchOverload;
        }

        var branch = chosen.IsTrue ? then : otherwise;
        var value = branch.Eval(context);
        if (branch.HasBaseCost)
        {
            context.Refund(1);
        }

        return value;
    }
}

/// <summary>What a loop asks before each turn: whether the accumulator leaves anything to find out.</summary>
internal sealed class NotStrictlyFalseNode(Node operand) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var value = operand.Eval(context);
        context.Charge(1);
        return !value.IsFalse;
    }
}

internal static class Logic
{
    public static CelValue Failure(CelValue first, CelValue second) =>
        first.IsError ? first : !first.IsBool ? CelError.NoSuchOverload : second.IsError ? second : CelError.NoSuchOverload;
}
