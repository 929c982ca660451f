using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Cost;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Values;
using LightKube.Api.Regexes;

namespace LightKube.Api.Cel.Evaluation;

/// <summary>Makes of a checked expression what evaluates it. What is constant is computed now.</summary>
internal sealed class Planner
{
    private readonly CelEnvironment _environment;
    private readonly CelIssues _issues;
    private readonly List<(string Name, Node Node)> _locals = [];
    private int _slots;

    private Planner(CelEnvironment environment, CelIssues issues)
    {
        _environment = environment;
        _issues = issues;
    }

    /// <summary>The root, and how many places loops need.</summary>
    public static (Node Root, int Locals) Plan(Expr expr, CelEnvironment environment, CelIssues issues)
    {
        var planner = new Planner(environment, issues);
        return (planner.Plan(expr), planner._slots);
    }

    private Node Plan(Expr expr) => expr switch
    {
        LiteralExpr literal => new ConstNode(literal.Value),
        IdentExpr ident => Ident(ident.Name, ident.Resolved!),
        SelectExpr { Resolved: { } resolved } => Ident(resolved.Name, resolved),
        SelectExpr { Test: true } select => new TestNode(Plan(select.Operand), FieldName(select.Operand, select.Field)),
        SelectExpr select => new SelectNode(Plan(select.Operand), FieldName(select.Operand, select.Field), optional: false),
        CallExpr call => Call(call),
        ListExpr list => List(list),
        MapExpr map => Map(map),
        ObjectExpr literal => Object(literal),
        _ => Comprehension((ComprehensionExpr)expr),
    };

    // Where reserved words are known as fields, the declared name is the escaped one.
    private static string FieldName(Expr operand, string field)
    {
        var type = operand.Type is { IsOptional: true } optional ? optional.Parameters[0] : operand.Type;
        return type?.Declaration is { } declaration && !declaration.Fields.ContainsKey(field) && declaration.Fields.ContainsKey($"__{field}__")
            ? $"__{field}__"
            : field;
    }

    private Node Ident(string name, Declaration declaration)
    {
        if (!declaration.Constant.IsUnset)
        {
            return new ConstNode(declaration.Constant);
        }

        if (declaration.Slot >= 0)
        {
            return new VariableNode(declaration.Slot, declaration.Name);
        }

        for (var i = _locals.Count - 1; i >= 0; i--)
        {
            if (_locals[i].Name == name)
            {
                return _locals[i].Node;
            }
        }

        throw new InvalidOperationException($"no variable {name}");
    }

    private Node Call(CallExpr call)
    {
        var isMember = call.Target is not null;
        var args = new Node[call.Args.Length + (isMember ? 1 : 0)];
        if (isMember)
        {
            args[0] = Plan(call.Target!);
        }

        for (var i = 0; i < call.Args.Length; i++)
        {
            args[i + (isMember ? 1 : 0)] = Plan(call.Args[i]);
        }

        var overload = call.Overloads.Count == 1 ? call.Overloads[0].Id : null;
        return Operator(call, args, overload) ?? Function(call, args, isMember, overload);
    }

    private static Node? Operator(CallExpr call, Node[] args, string? overload)
    {
        switch (call.Function)
        {
            case Operators.And: return new AndNode(args[0], args[1]);
            case Operators.Or: return new OrNode(args[0], args[1]);
            case Operators.Conditional: return new ConditionalNode(args[0], args[1], args[2]);
            case Operators.NotStrictlyFalse: return new NotStrictlyFalseNode(args[0]);
            case Operators.Index: return new IndexNode(args[0], args[1], optional: false);
            case Operators.OptionalIndex: return new IndexNode(args[0], args[1], optional: true);
            case Operators.OptionalSelect: return new SelectNode(args[0], FieldName(call.Args[0], ((ConstNode)args[1]).Value.AsString!), optional: true);
            case Operators.Not: return new UnaryNode(args[0], Arithmetic.Not);
            case Operators.Negate: return new UnaryNode(args[0], Arithmetic.Negate);
            case Operators.In when overload == "in_list" && args[1] is ConstNode { Value: var list } && ConstantSet(list) is { } set:
                return set.Count == 0 ? new ConstNode(false) : new InSetNode(args[0], set);
            case "or" or "orValue" when call.Target is not null && args.Length == 2:
                return new OptionalOrNode(args[0], args[1], call.Function == "orValue");
            default:
                return Binary(call.Function) is { } apply ? new BinaryNode(args[0], args[1], apply, OperatorCosts.For(overload)) : null;
        }
    }

    private static Func<CelValue, CelValue, CelValue>? Binary(string function) => function switch
    {
        Operators.Equals => Arithmetic.Equal,
        Operators.NotEquals => Arithmetic.NotEqual,
        Operators.Less => Arithmetic.Less,
        Operators.LessEquals => Arithmetic.LessEquals,
        Operators.Greater => Arithmetic.Greater,
        Operators.GreaterEquals => Arithmetic.GreaterEquals,
        Operators.Add => Arithmetic.Add,
        Operators.Subtract => Arithmetic.Subtract,
        Operators.Multiply => Arithmetic.Multiply,
        Operators.Divide => Arithmetic.Divide,
        Operators.Modulo => Arithmetic.Modulo,
        Operators.In => Arithmetic.In,
        _ => null,
    };

    private static HashSet<CelValue>? ConstantSet(CelValue value)
    {
        value.TryList(out var list);
        var set = new HashSet<CelValue>(list.Count, CelKeyComparer.Instance);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind is not (CelKind.String or CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.Bool))
            {
                return null;
            }

            set.Add(list[i]);
        }

        return set;
    }

    private Node Function(CallExpr call, Node[] args, bool isMember, string? overload)
    {
        CheckPattern(call, args);
        var node = new CallNode(_environment.Functions.Find(call.Function)!, call.Overloads, isMember, args, CallCosts.For(call.Function, overload));
        if (args.Length != 1 || args[0] is not ConstNode || !IsConversion(call.Function))
        {
            return node;
        }

        var value = Constant(node);
        if (value.AsError is { } error)
        {
            _issues.Add(call.Offset, error.Message);
        }

        return new ConstNode(value);
    }

    private static bool IsConversion(string function) =>
        function is "bool" or "bytes" or "double" or "duration" or "dyn" or "int" or "string" or "timestamp" or "type" or "uint";

    // A pattern that can be seen now is refused now.
    private void CheckPattern(CallExpr call, Node[] args)
    {
        if (call.Function is "matches" or "find" or "findAll" && args.Length > 1 && args[1] is ConstNode { Value.AsString: { } pattern }
            && !Re2Regex.TryGet(pattern, out _, out var problem))
        {
            _issues.Add(call.Args[call.Target is null ? 1 : 0].Offset, $"invalid {call.Function} argument: {problem}");
        }
    }

    private Node List(ListExpr list)
    {
        var items = Array.ConvertAll(list.Items, Plan);
        var node = new ListNode(items, list.Optional);
        return Array.TrueForAll(items, static item => item is ConstNode) ? new ConstNode(Constant(node)) : node;
    }

    private Node Map(MapExpr map)
    {
        var entries = Array.ConvertAll(map.Entries, entry => (Plan(entry.Key), Plan(entry.Value), entry.Optional));
        var node = new MapNode(entries);
        return Array.TrueForAll(entries, static entry => entry.Item1 is ConstNode && entry.Item2 is ConstNode) ? new ConstNode(Constant(node)) : node;
    }

    private ObjectNode Object(ObjectExpr literal)
    {
        var type = _environment.FindObjectType(literal.TypeName.TrimStart('.'))!;
        return new ObjectNode(type.Type, Array.ConvertAll(literal.Fields, field => (field.Name, Plan(field.Value), field.Optional)));
    }

    private static CelValue Constant(Node node) => node.Eval(new EvalContext(CelActivation.None, 0, ulong.MaxValue));

    private Node Comprehension(ComprehensionExpr loop)
    {
        var slot = _slots++;
        if (loop.Fold == FoldKind.Bind)
        {
            _locals.Add((loop.AccuVar, new BoundNode(slot, Plan(loop.Init))));
            var bound = new BindNode(slot, Plan(loop.Result));
            _locals.RemoveAt(_locals.Count - 1);
            return bound;
        }

        var range = Plan(loop.Range);
        var init = Plan(loop.Init);
        var first = _slots++;
        var second = loop.IterVar2 is null ? -1 : _slots++;
        _locals.Add((loop.AccuVar, new LocalNode(slot)));
        _locals.Add((loop.IterVar, new LocalNode(first)));
        _locals.Add((loop.IterVar2 ?? "", new LocalNode(second)));
        var condition = Plan(loop.Condition);
        var step = Step(loop.Step, slot);
        _locals.RemoveRange(_locals.Count - 2, 2);
        var fold = new Fold(range, init, condition, step, Plan(loop.Result), slot, first, second)
        {
            CollectsList = loop.Init is ListExpr,
            CollectsMap = loop.Init is MapExpr,
        };
        _locals.RemoveAt(_locals.Count - 1);
        return new FoldNode(fold);
    }

    // A loop's own collection grows in place.
    private Node Step(Expr step, int accu) => step switch
    {
        CallExpr { Function: Operators.Conditional } guarded when guarded.Args[2] is IdentExpr { Name: ComprehensionExpr.Accumulator } =>
            new ConditionalNode(Plan(guarded.Args[0]), Step(guarded.Args[1], accu), Plan(guarded.Args[2])),
        CallExpr { Function: Operators.Add, Args: [IdentExpr { Name: ComprehensionExpr.Accumulator }, ListExpr { Items: [var item] }] } =>
            new AppendNode(accu, Plan(item)),
        CallExpr { Function: Operators.MapInsert } insert =>
            new InsertNode(accu, Plan(insert.Args[1]), insert.Args.Length == 3 ? Plan(insert.Args[2]) : null),
        _ => Plan(step),
    };
}
