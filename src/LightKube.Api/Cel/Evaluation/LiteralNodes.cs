using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Evaluation;

/// <summary>A list literal.</summary>
internal sealed class ListNode(Node[] items, bool[]? optional) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var values = new CelValue[items.Length];
        var count = 0;
        for (var i = 0; i < items.Length; i++)
        {
            var value = items[i].Eval(context);
            if (value.IsError)
            {
                return value;
            }

            if (optional?[i] == true)
            {
                if (value.AsOptional is not { } wrapped)
                {
                    return CelValue.Error($"cannot initialize optional list element from non-optional value {value}");
                }

                if (!wrapped.HasValue)
                {
                    continue;
                }

                value = wrapped.Value;
            }

            values[count++] = value;
        }

        context.Charge(Costs.CreateList);
        return new ArrayList(count == values.Length ? values : values[..count]);
    }
}

/// <summary>A map literal.</summary>
internal sealed class MapNode((Node Key, Node Value, bool Optional)[] entries) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var map = new EntryMap(entries.Length);
        foreach (var (keyNode, valueNode, optional) in entries)
        {
            var key = keyNode.Eval(context);
            if (key.IsError)
            {
                return key;
            }

            var value = valueNode.Eval(context);
            if (value.IsError)
            {
                return value;
            }

            if (optional)
            {
                if (value.AsOptional is not { } wrapped)
                {
                    return CelValue.Error($"cannot initialize optional entry '{key}' from non-optional value {value}");
                }

                if (!wrapped.HasValue)
                {
                    continue;
                }

                value = wrapped.Value;
            }

            if (key.Kind is not (CelKind.String or CelKind.Int or CelKind.Uint or CelKind.Bool))
            {
                return CelValue.Error($"unsupported key type: {key.Type.Name}");
            }

            if (!map.TryAdd(key, value))
            {
                return CelValue.Error($"duplicate key in map: {key}");
            }
        }

        context.Charge(Costs.CreateMap);
        return map;
    }
}

/// <summary>An object literal.</summary>
internal sealed class ObjectNode(CelType type, (string Name, Node Value, bool Optional)[] fields) : Node
{
    public override CelValue Eval(EvalContext context)
    {
        var result = new LiteralObject(type, fields.Length);
        foreach (var (name, node, optional) in fields)
        {
            var value = node.Eval(context);
            if (value.IsError)
            {
                return value;
            }

            if (optional)
            {
                if (value.AsOptional is not { } wrapped)
                {
                    return CelValue.Error($"cannot initialize optional entry '{name}' from non-optional value {value}");
                }

                if (!wrapped.HasValue)
                {
                    continue;
                }

                value = wrapped.Value;
            }

            result.Set(name, value);
        }

        context.Charge(Costs.CreateObject);
        return result;
    }
}

/// <summary>The value of an object literal.</summary>
internal sealed class LiteralObject(CelType type, int capacity) : CelMap
{
    private readonly EntryMap _fields = new(capacity);

    public override int Count => _fields.Count;

    public override CelType ObjectType => type;

    public void Set(string name, CelValue value) => _fields.TryAdd(name, value);

    public override CelValue Find(CelValue key) => _fields.Find(key);

    public override CelValue KeyAt(int index) => _fields.KeyAt(index);
}
