using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Checking;

/// <summary>Finds the type of every part of an expression, what each name stands for, and which overloads each call can mean.</summary>
internal sealed class Checker
{
    private readonly CelEnvironment _environment;
    private readonly CelIssues _issues;
    private readonly TypeMapping _types = new();
    private readonly List<Expr> _typed = [];
    private readonly List<(Expr[] Items, bool[]? Optional)> _literals = [];
    private int _exempt;
    private Scope _scope;

    private Checker(CelEnvironment environment, CelIssues issues)
    {
        _environment = environment;
        _issues = issues;
        _scope = new Scope(environment.Names);
    }

    /// <summary>Notes types in the expression; mistakes become issues.</summary>
    public static void Check(Expr expr, CelEnvironment environment, CelIssues issues)
    {
        var checker = new Checker(environment, issues);
        checker.Visit(expr);
        foreach (var typed in checker._typed)
        {
            typed.Type = checker._types.Resolve(typed.Type!, freeToDyn: true);
        }

        if (!issues.Any)
        {
            checker.RequireOneType();
        }
    }

    // The items of a literal have one type. Only arguments of format may mix.
    private void RequireOneType()
    {
        foreach (var (items, optional) in _literals)
        {
            CelType? first = null;
            for (var i = 0; i < items.Length; i++)
            {
                var type = items[i].Type!;
                type = optional?[i] == true && type.IsOptional ? type.Parameters[0] : type;
                first ??= type;
                if (!type.Same(first))
                {
                    Mismatch(items[i], first, type);
                    break;
                }
            }
        }
    }

    private CelType Visit(Expr expr)
    {
        var type = expr switch
        {
            LiteralExpr literal => LiteralType(literal.Value),
            IdentExpr ident => Ident(ident),
            SelectExpr select => Select(select),
            CallExpr call => Call(call),
            ListExpr list => List(list),
            MapExpr map => Map(map),
            ObjectExpr literal => Object(literal),
            _ => Comprehension((ComprehensionExpr)expr),
        };
        expr.Type = type;
        _typed.Add(expr);
        return type;
    }

    private static CelType LiteralType(CelValue value) => value.Type;

    private void Undeclared(Expr expr, string name) => _issues.Add(expr.Offset, $"undeclared reference to '{name}' (in container '')");

    private void Mismatch(Expr expr, CelType expected, CelType found) =>
        _issues.Add(expr.Offset, $"expected type '{Shown(expected)}' but found '{Shown(found)}'");

    private CelType Shown(CelType type) => _types.Resolve(type, freeToDyn: false);

    private CelType Ident(IdentExpr ident)
    {
        ident.Resolved = _scope.Find(ident.Name);
        if (ident.Resolved is null)
        {
            Undeclared(ident, ident.Name);
        }

        return ident.Resolved?.Type ?? CelType.Error;
    }

    private CelType Select(SelectExpr select)
    {
        if (!select.Test && QualifiedName(select) is { } name && FindQualified(select, name) is { } declaration)
        {
            select.Resolved = declaration;
            return declaration.Type;
        }

        var type = Field(select, select.Operand, select.Field, optional: false);
        return select.Test ? CelType.Bool : type;
    }

    // A name with dots is one only where its first part is not a loop's variable.
    private Declaration? FindQualified(SelectExpr select, string name)
    {
        var first = name.AsSpan().TrimStart('.').IndexOf('.') is var dot and > 0 ? name.TrimStart('.')[..dot] : name;
        return _scope.Find(first) is { } local && _environment.Names.Find(first) != local ? null : _environment.Names.Find(name.TrimStart('.'));
    }

    private static string? QualifiedName(Expr expr) => expr switch
    {
        IdentExpr ident => ident.Name,
        SelectExpr { Test: false } select when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private CelType Field(Expr expr, Expr operand, string field, bool optional)
    {
        var target = _types.Resolve(Visit(operand), freeToDyn: false);
        var wrapped = target.IsOptional;
        target = wrapped ? target.Parameters[0] : target;
        var result = CelType.Dyn;
        switch (target.TypeKind)
        {
            case CelTypeKind.Map:
                result = target.Parameters[1];
                break;
            case CelTypeKind.Object:
                result = FieldType(expr.Offset, target, field);
                break;
            case CelTypeKind.Param:
                _types.Assign(CelType.Dyn, target);
                break;
            case CelTypeKind.Dyn or CelTypeKind.Error:
                break;
            default:
                _issues.Add(expr.Offset, $"type '{Shown(target)}' does not support field selection");
                break;
        }

        result = _types.Resolve(result, freeToDyn: false);
        return wrapped || optional ? CelType.Optional(result) : result;
    }

    private CelType FieldType(int offset, CelType type, string field)
    {
        if (type.Declaration!.Fields.TryGetValue(field, out var found)
            || (_environment.ReservedFieldNames && FieldNames.IsReserved(field) && type.Declaration.Fields.TryGetValue($"__{field}__", out found)))
        {
            return found.Type.Type;
        }

        if (type.Declaration.IsFree)
        {
            return CelType.Dyn;
        }

        _issues.Add(offset, $"undefined field '{field}'");
        return CelType.Error;
    }

    private CelType Call(CallExpr call)
    {
        if (call.Function == Operators.OptionalSelect)
        {
            call.Overloads.Add(_environment.Functions.Find(Operators.OptionalSelect)!.Overloads[0]);
            var field = (LiteralExpr)call.Args[1];
            field.Type = CelType.String;
            return Field(call, call.Args[0], field.Value.AsString!, optional: true);
        }

        _exempt += call.Function == "format" ? 1 : 0;
        foreach (var arg in call.Args)
        {
            Visit(arg);
        }

        _exempt -= call.Function == "format" ? 1 : 0;
        if (call.Target is { } target)
        {
            return MemberCall(call, target);
        }

        var name = call.Function.TrimStart('.');
        if (_environment.Functions.Find(name) is not { } function)
        {
            Undeclared(call, name);
            return CelType.Error;
        }

        call.Function = name;
        return Resolve(call, function, isMember: false);
    }

    private CelType MemberCall(CallExpr call, Expr target)
    {
        // a.b.c() may be the function a.b.c.
        if (QualifiedName(target) is { } prefix && _environment.Functions.Find($"{prefix.TrimStart('.')}.{call.Function}") is { } qualified)
        {
            call.Function = qualified.Name;
            call.Target = null;
            return Resolve(call, qualified, isMember: false);
        }

        Visit(target);
        if (_environment.Functions.Find(call.Function) is { } function)
        {
            return Resolve(call, function, isMember: true);
        }

        Undeclared(call, call.Function);
        return CelType.Error;
    }

    private CelType Resolve(CallExpr call, Function function, bool isMember)
    {
        if (function.Name is Operators.And or Operators.Or)
        {
            return Logical(call, function);
        }

        var args = new List<CelType>();
        if (isMember)
        {
            args.Add(call.Target!.Type!);
        }

        foreach (var arg in call.Args)
        {
            args.Add(arg.Type!);
        }

        CelType? result = null;
        var given = args.ToArray();
        foreach (var overload in function.Overloads)
        {
            if (overload.IsMember != isMember || overload.Args.Length != given.Length)
            {
                continue;
            }

            var signature = _types.Instantiate(overload);
            if (!_types.Assign(given, signature.AsSpan(1)))
            {
                continue;
            }

            call.Overloads.Add(overload);
            var returned = _types.Resolve(signature[0], freeToDyn: false);
            result = result is null || (result.TypeKind != CelTypeKind.Dyn && returned.Same(result)) ? returned : CelType.Dyn;
        }

        return result ?? NoOverload(call, function, given, isMember);
    }

    private CelType NoOverload(CallExpr call, Function function, CelType[] given, bool isMember)
    {
        var shown = Array.ConvertAll(given, type => _types.Resolve(type, freeToDyn: true).ToString());
        var signature = isMember ? $"{shown[0]}.({string.Join(", ", shown[1..])})" : $"({string.Join(", ", shown)})";
        _issues.Add(call.Offset, $"found no matching overload for '{function.Name}' applied to '{signature}'");
        return CelType.Error;
    }

    private CelType Logical(CallExpr call, Function function)
    {
        call.Overloads.Add(function.Overloads[0]);
        var failed = false;
        foreach (var arg in call.Args)
        {
            if (!_types.Assign(arg.Type!, CelType.Bool))
            {
                Mismatch(arg, CelType.Bool, arg.Type!);
                failed = true;
            }
        }

        return failed ? CelType.Error : CelType.Bool;
    }

    private CelType List(ListExpr list)
    {
        CelType? item = null;
        for (var i = 0; i < list.Items.Length; i++)
        {
            var type = Visit(list.Items[i]);
            item = Join(item, list.Optional?[i] == true ? Unwrapped(list.Items[i], type) : type);
        }

        Literal(list.Items, list.Optional);
        return CelType.List(item ?? _types.Fresh());
    }

    private CelType Map(MapExpr map)
    {
        CelType? key = null;
        CelType? value = null;
        foreach (var entry in map.Entries)
        {
            key = Join(key, Visit(entry.Key));
            var type = Visit(entry.Value);
            value = Join(value, entry.Optional ? Unwrapped(entry.Value, type) : type);
        }

        Literal(Array.ConvertAll(map.Entries, static entry => entry.Key), null);
        Literal(Array.ConvertAll(map.Entries, static entry => entry.Value), Array.ConvertAll(map.Entries, static entry => entry.Optional));
        return CelType.Map(key ?? _types.Fresh(), value ?? _types.Fresh());
    }

    private CelType Unwrapped(Expr expr, CelType type)
    {
        type = _types.Resolve(type, freeToDyn: false);
        if (type.IsOptional)
        {
            return type.Parameters[0];
        }

        if (type.TypeKind != CelTypeKind.Dyn)
        {
            Mismatch(expr, CelType.Optional(type), type);
        }

        return type;
    }

    private void Literal(Expr[] items, bool[]? optional)
    {
        if (_exempt == 0 && items.Length > 1 && !_environment.MixedLiterals)
        {
            _literals.Add((items, optional));
        }
    }

    // The type of a literal's items so far and one more.
    private CelType Join(CelType? previous, CelType current) =>
        previous is null ? current : _types.Assign(previous, current) ? TypeMapping.MostGeneral(previous, current) : CelType.Dyn;

    private CelType Object(ObjectExpr literal)
    {
        if (_environment.FindObjectType(literal.TypeName.TrimStart('.')) is not { } type)
        {
            Undeclared(literal, literal.TypeName);
            return CelType.Error;
        }

        foreach (var field in literal.Fields)
        {
            var value = Visit(field.Value);
            var wanted = FieldType(field.Offset, type.Type, field.Name);
            value = field.Optional ? Unwrapped(field.Value, value) : value;
            if (!_types.Assign(wanted, value))
            {
                _issues.Add(field.Offset, $"expected type of field '{field.Name}' is '{Shown(wanted)}' but provided type is '{Shown(value)}'");
            }
        }

        return type.Type;
    }

    private CelType Comprehension(ComprehensionExpr loop)
    {
        Visit(loop.Range);
        var accu = Visit(loop.Init);
        var (first, second) = Variables(loop, _types.Resolve(loop.Range.Type!, freeToDyn: false));
        _scope = new Scope(_scope);
        _scope.Add(new Declaration(loop.AccuVar, accu));
        _scope = new Scope(_scope);
        _scope.Add(new Declaration(loop.IterVar, first));
        if (loop.IterVar2 is { } name)
        {
            _scope.Add(new Declaration(name, second));
        }

        Visit(loop.Condition);
        Assert(loop.Condition, CelType.Bool);
        Visit(loop.Step);
        Assert(loop.Step, accu);
        _scope = _scope.Parent!;
        Visit(loop.Result);
        _scope = _scope.Parent!;
        return _types.Resolve(loop.Result.Type!, freeToDyn: false);
    }

    private (CelType First, CelType Second) Variables(ComprehensionExpr loop, CelType range)
    {
        switch (range.TypeKind)
        {
            case CelTypeKind.List:
                return loop.IterVar2 is null ? (range.Parameters[0], CelType.Error) : (CelType.Int, range.Parameters[0]);
            case CelTypeKind.Map:
                return (range.Parameters[0], range.Parameters[1]);
            case CelTypeKind.Dyn or CelTypeKind.Error or CelTypeKind.Param:
                _types.Assign(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                _issues.Add(
                    loop.Range.Offset,
                    $"expression of type '{Shown(range)}' cannot be range of a comprehension (must be list, map, or dynamic)");
                return (CelType.Error, CelType.Error);
        }
    }

    private void Assert(Expr expr, CelType wanted)
    {
        if (!_types.Assign(wanted, expr.Type!))
        {
            Mismatch(expr, wanted, expr.Type!);
        }
    }
}
