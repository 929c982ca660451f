namespace LightKube.Api.Cel.Parsing;

/// <summary>Which variables an expression uses, and which of their fields.</summary>
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

    /// <summary>Whether <c>variable.field</c> stands in it, or a test for it, or the same with <c>.?</c>.</summary>
    public static bool Field(Expr expr, string variable, string field)
    {
        var found = expr switch
        {
            SelectExpr select => select.Field == field && Is(select.Operand, variable),
            CallExpr { Function: Operators.OptionalSelect, Args: [var operand, LiteralExpr literal] } => literal.Value.AsString == field && Is(operand, variable),
            _ => false,
        };
        return found || Array.Exists(Parts(expr), part => Field(part, variable, field));
    }

    private static bool Is(Expr expr, string variable) => expr is IdentExpr ident && ident.Name == variable;

    private static Expr[] Parts(Expr expr) => expr switch
    {
        SelectExpr select => [select.Operand],
        CallExpr call => call.Target is { } target ? [target, .. call.Args] : call.Args,
        ListExpr list => list.Items,
        MapExpr map => [.. Array.ConvertAll(map.Entries, static entry => entry.Key), .. Array.ConvertAll(map.Entries, static entry => entry.Value)],
        ObjectExpr literal => Array.ConvertAll(literal.Fields, static field => field.Value),
        ComprehensionExpr loop => [loop.Range, loop.Init, loop.Condition, loop.Step, loop.Result],
        _ => [],
    };

    private static bool Any(Expr[] items, string name) => Array.Exists(items, item => Variable(item, name));
}
