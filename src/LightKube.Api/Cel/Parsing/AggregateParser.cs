namespace LightKube.Api.Cel.Parsing;

/// <summary>Reads lists, maps and objects written out. A comma may stand behind the last item, or alone.</summary>
/// <param name="tokens">Where to read.</param>
/// <param name="expression">Reads a whole expression.</param>
internal sealed class AggregateParser(TokenCursor tokens, Func<Expr> expression)
{
    public ListExpr List()
    {
        var items = new List<Expr>();
        var optional = new List<bool>();
        var at = Items("]", () =>
        {
            optional.Add(tokens.TakeIf("?"));
            items.Add(expression());
        });
        return new ListExpr(at, [.. items], optional.Contains(true) ? [.. optional] : null);
    }

    public MapExpr Map()
    {
        var entries = new List<MapEntry>();
        var at = Items("}", () =>
        {
            var optional = tokens.TakeIf("?");
            var key = expression();
            tokens.Expect(":");
            entries.Add(new MapEntry(key, expression(), optional));
        });
        return new MapExpr(at, [.. entries]);
    }

    /// <param name="prefix">What was read of the type's name: a dot, or nothing.</param>
    public ObjectExpr Object(string prefix)
    {
        var name = prefix;
        while (!tokens.Peek.Is("{"))
        {
            name += tokens.Take().Text;
        }

        var fields = new List<FieldEntry>();
        var at = Items("}", () => fields.Add(Field()));
        return new ObjectExpr(at, name, [.. fields]);
    }

    // Returns where the opening bracket stands, which is next.
    private int Items(string close, Action item)
    {
        var open = tokens.Take().Offset;
        for (var first = true; !tokens.Peek.Is(close); first = false)
        {
            if (first && tokens.Peek.Is(",") && tokens.Second.Is(close))
            {
                tokens.Take();
                break;
            }

            item();
            if (!tokens.TakeIf(","))
            {
                break;
            }
        }

        tokens.Expect(close);
        return open;
    }

    private FieldEntry Field()
    {
        var optional = tokens.TakeIf("?");
        if (tokens.Peek.Kind is not (TokenKind.Identifier or TokenKind.EscapedIdentifier))
        {
            tokens.Fail(tokens.Unexpected("{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"));
        }

        var name = tokens.Take().Name;
        var colon = tokens.Expect(":").Offset;
        return new FieldEntry(colon, name, expression(), optional);
    }
}
