namespace LightKube.Api.Selectors;

/// <summary>Reads the selector language of query strings.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private int _at;

    public List<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            requirements.Add(Requirement());
            switch (Next())
            {
                case "":
                    return requirements;
                case ",":
                    break;
                case var other:
                    throw Broken($"found '{other}', expected: ',' or 'end of string'");
            }
        }
    }

    private LabelRequirement Requirement()
    {
        var first = Next();
        if (first == "!")
        {
            return LabelRequirement.Create(Identifier(Next()), LabelOperator.DoesNotExist, []);
        }

        var key = Identifier(first);
        var before = _at;
        switch (Next())
        {
            case "" or ",":
                _at = before;
                return LabelRequirement.Create(key, LabelOperator.Exists, []);
            case "=" or "==":
                return LabelRequirement.Create(key, LabelOperator.In, [ExactValue()]);
            case "!=":
                return LabelRequirement.Create(key, LabelOperator.NotIn, [ExactValue()]);
            case "in":
                return LabelRequirement.Create(key, LabelOperator.In, Set());
            case "notin":
                return LabelRequirement.Create(key, LabelOperator.NotIn, Set());
            case ">":
                return LabelRequirement.Create(key, LabelOperator.GreaterThan, [Identifier(Next())]);
            case "<":
                return LabelRequirement.Create(key, LabelOperator.LessThan, [Identifier(Next())]);
            case var other:
                throw Broken($"found '{other}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private string ExactValue()
    {
        var before = _at;
        var value = Next();
        if (value is "" or ",")
        {
            _at = before;
            return "";
        }

        return Identifier(value);
    }

    private List<string> Set()
    {
        if (Next() is not "(" and var found)
        {
            throw Broken($"found '{found}' expected: '('");
        }

        // A comma with nothing before or after it stands for the empty value.
        var values = new List<string>();
        var pending = true;
        while (true)
        {
            switch (Next())
            {
                case ")":
                    if (pending)
                    {
                        values.Add("");
                    }

                    return values.Distinct().ToList();
                case ",":
                    if (pending)
                    {
                        values.Add("");
                    }

                    pending = true;
                    break;
                case var value when pending:
                    values.Add(Identifier(value));
                    pending = false;
                    break;
                case var value:
                    throw Broken($"found '{value}', expected: ',', or ')'");
            }
        }
    }

    private static string Identifier(string token) =>
        token.Length > 0 && !IsSpecial(token[0]) ? token : throw Broken($"found '{token}', expected: identifier");

    // The next symbol or word; empty at the end.
    private string Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return "";
        }

        var start = _at++;
        if (IsSpecial(text[start]))
        {
            if (text[start] is '=' or '!' && _at < text.Length && text[_at] == '=')
            {
                _at++;
            }

            return text[start.._at];
        }

        while (_at < text.Length && !IsSpecial(text[_at]) && !char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '<' or '>';

    private static SelectorException Broken(string why) => new($"unable to parse requirement: {why}");
}
