namespace LightKube.Api.Cel.Parsing;

/// <summary>Which variables an expression uses.</summary>
internal static class Mentions
{
    public static bool Variable(Expr expr, string name) => expr switch
    {
        IdentExpr ident => ident.Resolved is { Slot: >= 0 } declaration && declaration.Name == name,
        SelectExpr select => select.Resolved?.Name == name || (select.Resolved is null && Variable(select.Operand, name)),
        CallExpr call => (call.Target is { } target && Variable(target, name)) || Any(call.Args, name),
        ListExpr list => Any(list.Items, name),
        MapExpr map => Array.Exists(map.Entries, entry => Variable(entry.Key, name) || Variable(entry.Value, name)),
        ObjectExpr literal => Array.Exists(literal.Fields, field => Variable(field.Value, name)),
        ComprehensionExpr loop => Variable(loop.Range, name) || Variable(loop.Init, name) || Variable(loop.Condition, name)
            || Variable(loop.Step, name) || Variable(loop.Result, name),
        _ => false,
    };

    private static bool Any(Expr[] items, string name) => Array.Exists(items, item => Variable(item, name));
}
