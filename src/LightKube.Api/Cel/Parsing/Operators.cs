namespace LightKube.Api.Cel.Parsing;

/// <summary>The names under which operators are functions.</summary>
internal static class Operators
{
    public const string Conditional = "_?_:_";
    public const string And = "_&&_";
    public const string Or = "_||_";
    public const string Not = "!_";
    public new const string Equals = "_==_";
    public const string NotEquals = "_!=_";
    public const string Less = "_<_";
    public const string LessEquals = "_<=_";
    public const string Greater = "_>_";
    public const string GreaterEquals = "_>=_";
    public const string Add = "_+_";
    public const string Subtract = "_-_";
    public const string Multiply = "_*_";
    public const string Divide = "_/_";
    public const string Modulo = "_%_";
    public const string Negate = "-_";
    public const string Index = "_[_]";
    public const string OptionalIndex = "_[?_]";
    public const string OptionalSelect = "_?._";
    public const string In = "@in";
    public const string NotStrictlyFalse = "@not_strictly_false";
    public const string MapInsert = "cel.@mapInsert";

    public static string? Relation(in Token token) => token.Kind != TokenKind.Symbol ? null : token.Text switch
    {
        "<" => Less,
        "<=" => LessEquals,
        ">" => Greater,
        ">=" => GreaterEquals,
        "==" => Equals,
        "!=" => NotEquals,
        "in" => In,
        _ => null,
    };

    public static string? Sum(in Token token) => token.Is("+") ? Add : token.Is("-") ? Subtract : null;

    public static string? Product(in Token token) => token.Is("*") ? Multiply : token.Is("/") ? Divide : token.Is("%") ? Modulo : null;
}
