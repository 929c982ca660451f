using LightKube.Api.Cel.Evaluation;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Cost;

/// <summary>
/// Estimates what an expression can cost, from the sizes that its variables' types declare, by the rules of Kubernetes:
/// what is estimated decides which rules a CustomResourceDefinition may have.
/// </summary>
internal sealed class CostEstimator
{
    private static readonly CostRange One = CostRange.Exactly(1);

    private readonly DeclType? _root;
    private readonly Dictionary<Expr, Place> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, CostRange> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, EntrySize> _entrySizes = new(ReferenceEqualityComparer.Instance);
    private readonly List<Local> _locals = [];

    // Where in the declared types a value stands. A value that is in none of them has no place; one that left them has a place without type.
    private readonly record struct Place(bool Known, DeclType? Type)
    {
        public Place Field(string name) => !Known ? default : new(true, Type?.Fields.GetValueOrDefault(name)?.Type);

        public Place Element => !Known ? default : new(true, Type?.Element);
    }

    // The sizes of a container's keys (or indexes) and values.
    private sealed record EntrySize(bool IsList, CostRange Key, CostRange Value)
    {
        public EntrySize? Union(EntrySize? other) => other is null ? null : new(IsList, Key.Union(other.Key), Value.Union(other.Value));
    }

    private sealed record Local(string Name, Place Place, CostRange? Size, EntrySize? Entries);

    private CostEstimator(DeclType? root)
    {
        _root = root;
    }

    public static CostRange Estimate(Expr expr, CelEnvironment environment) => new CostEstimator(environment.Names.Find("self")?.Declared).Cost(expr);

    /// <summary>The size of a value, as far as anything says it.</summary>
    public CostRange SizeOf(Expr expr) => Size(expr) ?? CostRange.Unknown;

    /// <summary>The size of a list's items.</summary>
    public CostRange ItemSizeOf(Expr list)
    {
        var place = PlaceOf(list).Element;
        return place.Type is { } type ? new CostRange(0, (ulong)type.MaxElements) : CostRange.Unknown;
    }

    private CostRange Cost(Expr expr) => expr switch
    {
        LiteralExpr => default,
        IdentExpr ident => Ident(ident),
        SelectExpr select => Select(select),
        CallExpr call => Call(call),
        ListExpr list => List(list),
        MapExpr map => Map(map),
        ObjectExpr literal => Object(literal),
        _ => Comprehension((ComprehensionExpr)expr),
    };

    private Local? FindLocal(string name) => _locals.FindLast(local => local.Name == name);

    private CostRange Ident(IdentExpr ident)
    {
        if (FindLocal(ident.Name) is { } local)
        {
            _places[ident] = local.Place;
        }
        else
        {
            _places[ident] = new Place(true, ident.Resolved?.Declared);
        }

        return One;
    }

    private CostRange Select(SelectExpr select)
    {
        if (select.Resolved is { } resolved)
        {
            _places[select] = new Place(true, resolved.Declared);
            return One;
        }

        var cost = Cost(select.Operand);
        if (select.Test)
        {
            return cost;
        }

        _places[select] = PlaceOf(select.Operand).Field(select.Field);
        return select.Operand.Type!.TypeKind is CelTypeKind.Map or CelTypeKind.Object or CelTypeKind.Param ? cost + One : cost;
    }

    private Place PlaceOf(Expr expr) =>
        expr is IdentExpr ident && FindLocal(ident.Name) is { } local ? local.Place : _places.GetValueOrDefault(expr);

    private CostRange Call(CallExpr call)
    {
        if (call.Function == "dyn" && call.Args.Length == 1)
        {
            var inner = Cost(call.Args[0]);
            CopySizes(call, call.Args[0]);
            return inner + One;
        }

        var args = new CostRange[call.Args.Length];
        CostRange sum = default;
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = Cost(call.Args[i]);
            sum += args[i];
        }

        var target = call.Target is null ? default : Cost(call.Target);
        var cost = CostRange.None;
        CostRange? size = null;
        foreach (var overload in call.Overloads)
        {
            var estimate = Function(call, overload.Id, args, sum);
            cost = cost.Union(estimate.Cost);
            size = estimate.Size is { } more ? size?.Union(more) ?? more : size;
            Index(call, overload.Id, ref size);
            size ??= Size(call);
        }

        if (size is { } known)
        {
            _sizes[call] = known;
        }

        return cost + target;
    }

    private void Index(CallExpr call, string overload, ref CostRange? size)
    {
        if (overload is "index_list" or "index_map")
        {
            size = Entries(call.Args[0])?.Value;
            _places[call] = PlaceOf(call.Args[0]).Element;
        }
    }

    private (CostRange Cost, CostRange? Size) Function(CallExpr call, string overload, CostRange[] args, CostRange sum)
    {
        switch (overload)
        {
            case "logical_and" or "logical_or":
                return (new CostRange(args[0].Min, (args[0] + args[1]).Max), null);
            case "conditional":
                SetEntries(call, Entries(call.Args[1])?.Union(Entries(call.Args[2])));
                return (args[0] + args[1].Union(args[2]), SizeOf(call.Args[1]).Union(SizeOf(call.Args[2])));
            case "add_string" or "add_bytes" or "add_list":
                SetEntries(call, Entries(call.Args[0])?.Union(Entries(call.Args[1])));
                var joined = SizeOf(call.Args[0]) + SizeOf(call.Args[1]);
                return ((overload == "add_list" ? One : joined * Costs.Character) + sum, joined);
            default:
                var (cost, size) = CallEstimates.Of(this, call, overload);
                return (cost + sum, size);
        }
    }

    private void SetEntries(Expr expr, EntrySize? entries)
    {
        if (entries is not null)
        {
            _entrySizes[expr] = entries;
        }
    }

    private void CopySizes(Expr to, Expr from)
    {
        if (Size(from) is { } size)
        {
            _sizes[to] = size;
        }

        SetEntries(to, Entries(from));
    }

    private CostRange List(ListExpr list)
    {
        CostRange sum = default;
        var item = list.Items.Length == 0 ? new CostRange(0, 0) : CostRange.None;
        foreach (var expr in list.Items)
        {
            sum += Cost(expr);
            item = item.Union(SizeOf(expr));
        }

        _entrySizes[list] = new EntrySize(true, One, item);
        return sum + CostRange.Exactly(Costs.CreateList);
    }

    private CostRange Map(MapExpr map)
    {
        CostRange sum = default;
        var key = map.Entries.Length == 0 ? new CostRange(0, 0) : CostRange.None;
        var value = key;
        foreach (var entry in map.Entries)
        {
            sum += Cost(entry.Key) + Cost(entry.Value);
            key = key.Union(SizeOf(entry.Key));
            value = value.Union(SizeOf(entry.Value));
        }

        _entrySizes[map] = new EntrySize(false, key, value);
        return sum + CostRange.Exactly(Costs.CreateMap);
    }

    private CostRange Object(ObjectExpr literal)
    {
        var sum = CostRange.Exactly(Costs.CreateObject);
        foreach (var field in literal.Fields)
        {
            sum += Cost(field.Value);
        }

        return sum;
    }

    private CostRange Comprehension(ComprehensionExpr loop)
    {
        var sum = Cost(loop.Range) + Cost(loop.Init);
        _locals.Add(new Local(loop.AccuVar, PlaceOf(loop.Init), Size(loop.Init), Entries(loop.Init)));
        if (loop.Fold == FoldKind.Bind)
        {
            sum += Cost(loop.Result);
            _locals.RemoveAt(_locals.Count - 1);
            CopySizes(loop, loop.Result);
            return sum;
        }

        var before = _locals.Count;
        IterationVariables(loop);
        var turn = Cost(loop.Condition) + Cost(loop.Step);
        _locals.RemoveRange(before, _locals.Count - before);
        sum += Cost(loop.Result);
        _locals.RemoveAt(_locals.Count - 1);
        var turns = SizeOf(loop.Range);
        sum += turns * turn;
        if (loop.Init is LiteralExpr && Size(loop.Init) is { } size)
        {
            _sizes[loop] = size;
        }
        else if (loop.Init is ListExpr or MapExpr)
        {
            _sizes[loop] = turns;
            SetEntries(loop, Entries(loop.Step));
        }

        return sum;
    }

    private void IterationVariables(ComprehensionExpr loop)
    {
        var entries = Entries(loop.Range);
        var isList = entries?.IsList ?? loop.Range.Type!.TypeKind == CelTypeKind.List;
        var place = PlaceOf(loop.Range);

        // Kubernetes takes a place without a variable at its start for one below self; so do we.
        var root = new Place(true, _root);
        var key = !place.Known ? root : new Place(true, isList ? null : place.Type?.Key);
        var value = !place.Known ? root : new Place(true, place.Type?.Element);
        if (loop.IterVar2 is { } second)
        {
            _locals.Add(new Local(loop.IterVar, key, entries?.Key, null));
            _locals.Add(new Local(second, value, entries?.Value, null));
        }
        else
        {
            _locals.Add(new Local(loop.IterVar, isList ? value : key, isList ? entries?.Value : entries?.Key, null));
        }
    }

    private EntrySize? Entries(Expr expr) =>
        _entrySizes.TryGetValue(expr, out var found) ? found : expr is IdentExpr ident ? FindLocal(ident.Name)?.Entries : null;

    private CostRange? Size(Expr expr)
    {
        if (_sizes.TryGetValue(expr, out var known))
        {
            return known;
        }

        if (LiteralSize(expr) is { } literal)
        {
            return literal;
        }

        if (PlaceOf(expr).Type is { } type)
        {
            return _sizes[expr] = new CostRange(0, (ulong)type.MaxElements);
        }

        return IsScalar(expr.Type!) ? One : expr is IdentExpr ident ? FindLocal(ident.Name)?.Size : null;
    }

    private static CostRange? LiteralSize(Expr expr) => expr switch
    {
        LiteralExpr literal => CostRange.Exactly((ulong)OperatorCosts.Size(literal.Value)),
        ListExpr list => CostRange.Exactly((ulong)list.Items.Length),
        MapExpr map => CostRange.Exactly((ulong)map.Entries.Length),
        _ => null,
    };

    private static bool IsScalar(CelType type) => type.TypeKind switch
    {
        CelTypeKind.Bool or CelTypeKind.Double or CelTypeKind.Duration or CelTypeKind.Int or CelTypeKind.Timestamp or CelTypeKind.Uint => true,
        CelTypeKind.Opaque => type.IsOptional && type.Parameters.Length > 0 && IsScalar(type.Parameters[0]),
        _ => false,
    };
}
