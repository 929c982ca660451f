using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Evaluation;

/// <summary><c>operand.field</c> and <c>operand.?field</c>.</summary>
internal sealed class SelectNode(Node operand, string field, bool optional) : Node
{
    private readonly ulong _cost = operand.IsAttribute ? 1UL : 2;

    public override bool IsAttribute => true;

    public override bool HasBaseCost => !operand.IsAttribute || operand.HasBaseCost;

    public override CelValue Eval(EvalContext context)
    {
        var value = operand.Eval(context);
        if (value.IsError)
        {
            return value;
        }

        context.Charge(_cost);
        if (optional || value.AsOptional is not null)
        {
            return Lookup.Optional(value, field);
        }

        var found = Lookup.Field(value, field);
        return found.IsUnset ? CelValue.Error($"no such key: {field}") : found;
    }
}

/// <summary><c>has(operand.field)</c>.</summary>
internal sealed class TestNode(Node operand, string field) : Node
{
    public override bool IsAttribute => true;

    public override CelValue Eval(EvalContext context)
    {
        var value = operand.Eval(context);
        if (operand.HasBaseCost)
        {
            context.Refund(1);
        }

        if (value.IsError)
        {
            return value;
        }

        context.Charge(1);
        if (value.AsOptional is { } wrapped)
        {
            if (!wrapped.HasValue)
            {
                return false;
            }

            value = wrapped.Value;
        }

        var found = Lookup.Field(value, field);
        return found.IsError ? found : !found.IsUnset;
    }
}

/// <summary><c>operand[index]</c> and <c>operand[?index]</c>.</summary>
internal sealed class IndexNode(Node operand, Node index, bool optional) : Node
{
    private readonly ulong _cost = operand.IsAttribute ? 1UL : 2;

    public override bool IsAttribute => true;

    public override bool HasBaseCost => !operand.IsAttribute || operand.HasBaseCost;

    public override CelValue Eval(EvalContext context)
    {
        var value = operand.Eval(context);
        if (value.IsError)
        {
            return value;
        }

        var key = index.Eval(context);
        if (index.HasBaseCost)
        {
            context.Refund(1);
        }

        if (key.IsError)
        {
            return key;
        }

        context.Charge(_cost);
        return optional || value.AsOptional is not null ? Lookup.Optional(value, key) : Lookup.Item(value, key);
    }
}

/// <summary>Finds fields, entries and items.</summary>
internal static class Lookup
{
    /// <summary>The field; unset when the value has none of that name.</summary>
    public static CelValue Field(CelValue value, string field) =>
        value.TryMap(out var map) ? map.Find(field)
        : value.Kind == CelKind.List ? CelValue.Error("unsupported index type 'string' in list")
        : default;

    public static CelValue Item(CelValue value, CelValue key)
    {
        var found = Find(value, key);
        if (!found.IsUnset)
        {
            return found;
        }

        return value.Kind == CelKind.List ? CelValue.Error($"index out of bounds: {key}") : CelValue.Error($"no such key: {key}");
    }

    /// <summary>The entry or item, wrapped as optional; none when it, or the optional in which it would be, is not there.</summary>
    public static CelValue Optional(CelValue value, CelValue key)
    {
        if (value.AsOptional is { } wrapped)
        {
            if (!wrapped.HasValue)
            {
                return value;
            }

            value = wrapped.Value;
        }

        var found = Find(value, key);
        return found.IsError ? found : found.IsUnset ? CelOptional.None : CelOptional.Of(found);
    }

    // Unset when there is no such entry.
    private static CelValue Find(CelValue value, CelValue key)
    {
        if (value.TryMap(out var map))
        {
            return map.Find(key);
        }

        if (!value.TryList(out var list))
        {
            return default;
        }

        var index = Index(key, out var error);
        return error is not null ? error : index >= 0 && index < list.Count ? list[(int)index] : default;
    }

    private static long Index(CelValue key, out CelError? error)
    {
        error = null;
        switch (key.Kind)
        {
            case CelKind.Int:
                return key.Int;
            case CelKind.Uint:
                return key.Uint > long.MaxValue ? -1 : (long)key.Uint;
            case CelKind.Double when Math.Floor(key.Double) == key.Double && Math.Abs(key.Double) < CelNumbers.IntEnd:
                return (long)key.Double;
            case CelKind.Double:
                error = new CelError($"unsupported index value {key} in list");
                return -1;
            default:
                error = new CelError($"unsupported index type '{key.Type.Name}' in list");
                return -1;
        }
    }
}
