using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Evaluation;

/// <summary>A part of a compiled expression. Stateless: any number of evaluations can run at once.</summary>
internal abstract class Node
{
    /// <summary>A chain of names, fields and indexes, whose costs Kubernetes counts as those of one thing.</summary>
    public virtual bool IsAttribute => false;

    /// <summary>Its cost includes one for the attribute as a whole, which does not count where the attribute is a branch or an index.</summary>
    public virtual bool HasBaseCost => false;

    public abstract CelValue Eval(EvalContext context);
}

/// <summary>A value known beforehand; free.</summary>
internal sealed class ConstNode(CelValue value) : Node
{
    public CelValue Value { get; } = value;

    public override CelValue Eval(EvalContext context) => Value;
}

/// <summary>A variable of the environment.</summary>
internal sealed class VariableNode(int slot, string name) : Node
{
    public override bool IsAttribute => true;

    public override bool HasBaseCost => true;

    public override CelValue Eval(EvalContext context)
    {
        context.Charge(1);
        var value = context.Activation.Get(slot);
        return value.IsUnset ? CelValue.Error($"no such attribute(s): {name}") : value;
    }
}

/// <summary>A variable of a loop.</summary>
internal sealed class LocalNode(int slot) : Node
{
    public int Slot => slot;

    public override bool IsAttribute => true;

    public override bool HasBaseCost => true;

    public override CelValue Eval(EvalContext context)
    {
        context.Charge(1);
        return context.Local(slot);
    }
}

/// <summary>A name for a value that is computed when first asked for.</summary>
internal sealed class BoundNode(int slot, Node init) : Node
{
    public override bool IsAttribute => true;

    public override bool HasBaseCost => true;

    public override CelValue Eval(EvalContext context)
    {
        if (context.Local(slot).IsUnset)
        {
            var value = init.Eval(context);
            context.Local(slot) = value;
        }

        context.Charge(1);
        return context.Local(slot);
    }
}

/// <summary>An expression in which a name stands for a value.</summary>
internal sealed class BindNode(int slot, Node result) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        context.Local(slot) = default;
        return result.Eval(context);
    }
}
