using System.Runtime.CompilerServices;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Cost;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Evaluation;

/// <summary>An operator with one operand.</summary>
internal sealed class UnaryNode(Node operand, Func<CelValue, CelValue> apply) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var value = operand.Eval(context);
        context.Charge(1);
        return value.IsError ? value : apply(value);
    }
}

/// <summary>An operator with two operands.</summary>
internal sealed class BinaryNode(Node left, Node right, Func<CelValue, CelValue, CelValue> apply, OperatorCost cost) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var first = left.Eval(context);
        var second = right.Eval(context);
        context.Charge(OperatorCosts.Of(cost, first, second));
        return first.IsError ? first : second.IsError ? second : apply(first, second);
    }
}

/// <summary>A test for one of constant values.</summary>
internal sealed class InSetNode(Node operand, HashSet<CelValue> values) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var value = operand.Eval(context);
        return value.IsError ? value : values.Contains(value);
    }
}

/// <summary>A call of a function. Its overload is chosen by the values, since types may be known only now.</summary>
internal sealed class CallNode(Function function, List<Overload> overloads, bool isMember, Node[] args, CallCost? cost) : Node
{
    [InlineArray(4)]
    private struct Buffer
    {
        private CelValue _first;
    }

    public override CelValue Eval(EvalContext context)
    {
        Buffer buffer = default;
        var values = args.Length <= 4 ? ((Span<CelValue>)buffer)[..args.Length] : new CelValue[args.Length];
        CelError? error = null;
        for (var i = 0; i < args.Length; i++)
        {
            values[i] = args[i].Eval(context);
            error ??= values[i].AsError;
        }

        var result = error is not null ? error : Invoke(values);
        context.Charge(cost?.Invoke(values, result) ?? 1);
        return result;
    }

    private CelValue Invoke(ReadOnlySpan<CelValue> values)
    {
        foreach (var overload in overloads)
        {
            if (overload.Accepts(values, isMember))
            {
                return overload.Implementation!(values);
            }
        }

        return NoOverload(values);
    }

    private CelValue NoOverload(ReadOnlySpan<CelValue> values)
    {
        var types = new string[values.Length];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = values[i].Type.Name;
        }

        return CelValue.Error(isMember
            ? $"no such overload: {types[0]}.{function.Name}({string.Join(", ", types[1..])})"
            : $"no such overload: {function.Name}({string.Join(", ", types)})");
    }
}

/// <summary><c>optional.or(other)</c> and <c>optional.orValue(value)</c>: the other side is computed only when needed.</summary>
internal sealed class OptionalOrNode(Node optional, Node other, bool orValue) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var value = optional.Eval(context);
        if (value.IsError)
        {
            return value;
        }

        if (value.AsOptional is not { } wrapped)
        {
            return CelError.NoSuchOverload;
        }

        if (wrapped.HasValue)
        {
            return orValue ? wrapped.Value : value;
        }

        var fallback = other.Eval(context);
        return orValue || fallback.IsError || fallback.AsOptional is not null ? fallback : CelError.NoSuchOverload;
    }
}
