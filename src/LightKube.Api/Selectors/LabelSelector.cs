using LightKube.Api.Documents;

namespace LightKube.Api.Selectors;

/// <summary>Picks objects by their labels: all requirements must hold.</summary>
public sealed class LabelSelector
{
    private readonly LabelRequirement[] _requirements;
    private readonly bool _nothing;

    private LabelSelector(List<LabelRequirement> requirements, bool nothing = false)
    {
        // By key, as Kubernetes writes them: what means the same reads the same.
        _requirements = [.. requirements.OrderBy(static requirement => requirement.Key, StringComparer.Ordinal)];
        _nothing = nothing;
    }

    /// <summary>Matches every object.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>Matches no object.</summary>
    public static LabelSelector Nothing { get; } = new([], nothing: true);

    public IReadOnlyList<LabelRequirement> Requirements => _requirements;

    /// <summary>True when every object matches.</summary>
    public bool IsEverything => _requirements.Length == 0 && !_nothing;

    /// <summary>Reads the form of a query string: <c>a=b,c!=d,e in (x,y),f notin (z),g,!h,i>5</c>.</summary>
    /// <exception cref="SelectorException">The text is not of that form.</exception>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector(new LabelSelectorParser(text).Parse());

    /// <summary>Reads a <c>meta/v1.LabelSelector</c>: one that is missing matches nothing, one that is empty everything.</summary>
    /// <exception cref="SelectorException">An operator, key or value is not allowed.</exception>
    public static LabelSelector From(DocMap? selector)
    {
        if (selector is null)
        {
            return Nothing;
        }

        var requirements = new List<LabelRequirement>();
        AddEquals(selector.GetMap("matchLabels"), requirements);
        foreach (ref readonly var item in (selector.GetList("matchExpressions") ?? new DocList()).Items)
        {
            requirements.Add(Expression(item.AsMap ?? new DocMap()));
        }

        return requirements.Count == 0 ? Everything : new LabelSelector(requirements);
    }

    /// <inheritdoc cref="From(DocMap?)"/>
    public static LabelSelector From(Meta.V1.LabelSelector selector) => From(selector.Peek());

    /// <summary>Reads a plain map of labels that must all be there, as in a Service; a missing or empty one matches nothing.</summary>
    /// <exception cref="SelectorException">A key or value is not allowed.</exception>
    public static LabelSelector FromLabels(DocMap? labels)
    {
        var requirements = new List<LabelRequirement>();
        AddEquals(labels, requirements);
        return requirements.Count == 0 ? Nothing : new LabelSelector(requirements);
    }

    /// <summary>True when the labels, null for none, meet every requirement. Allocates nothing.</summary>
    public bool Matches(DocMap? labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return !_nothing;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => _nothing ? "<nothing>" : string.Join(",", (object[])_requirements);

    private static void AddEquals(DocMap? labels, List<LabelRequirement> requirements)
    {
        if (labels is null)
        {
            return;
        }

        foreach (ref readonly var label in labels.Entries)
        {
            requirements.Add(LabelRequirement.Create(label.Key, LabelOperator.In, [label.Value.AsString ?? ""]));
        }
    }

    private static LabelRequirement Expression(DocMap expression)
    {
        var op = expression.GetString("operator") switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            "Gt" => LabelOperator.GreaterThan,
            "Lt" => LabelOperator.LessThan,
            var other => throw new SelectorException($"\"{other}\" is not a valid label selector operator"),
        };
        var values = (expression.GetList("values") ?? new DocList()).Items.ToArray().Select(value => value.AsString ?? "").ToList();
        return LabelRequirement.Create(expression.GetString("key") ?? "", op, values);
    }
}
