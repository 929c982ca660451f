using LightKube.Api.Documents;

namespace LightKube.Api.JsonPath;

/// <summary>
/// Kubernetes' JSONPath: <c>.spec.containers[*].name</c>, <c>.status.conditions[?(@.type=="Ready")].status</c>, with
/// wildcards, indices (also from the end), slices, unions, filters and recursive descent; in braces or not.
/// </summary>
public sealed class JsonPathExpression
{
    private readonly IPathStep[] _steps;

    private JsonPathExpression(string text, IPathStep[] steps)
    {
        Text = text;
        _steps = steps;
    }

    public string Text { get; }

    /// <exception cref="JsonPathException">The text is no path.</exception>
    public static JsonPathExpression Parse(string text)
    {
        var path = text.Trim();
        if (path.StartsWith('{') && path.EndsWith('}'))
        {
            path = path[1..^1].Trim();
        }

        return new JsonPathExpression(text, new JsonPathParser(path).Parse());
    }

    /// <summary>True when <see cref="Parse"/> takes the text.</summary>
    public static bool IsPath(string text)
    {
        try
        {
            Parse(text);
            return true;
        }
        catch (JsonPathException)
        {
            return false;
        }
    }

    /// <summary>The values that the path leads to, in document order; at most <see cref="JsonPathLimits.MaxValues"/>.</summary>
    public IReadOnlyList<Value> Evaluate(Value root)
    {
        var current = new List<Value> { root };
        foreach (var step in _steps)
        {
            var next = new List<Value>();
            foreach (var value in current)
            {
                step.Follow(value, next);
                if (next.Count > JsonPathLimits.MaxValues)
                {
                    next.RemoveRange(JsonPathLimits.MaxValues, next.Count - JsonPathLimits.MaxValues);
                    break;
                }
            }

            current = next;
            if (current.Count == 0)
            {
                break;
            }
        }

        return current;
    }

    /// <summary>The first value that the path leads to; absent when there is none.</summary>
    public Value First(Value root)
    {
        // Most paths are plain names and need no lists.
        var value = root;
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_steps[i] is not NameStep name)
            {
                return Evaluate(root) is [var first, ..] ? first : default;
            }

            value = value.AsMap is { } map ? map[name.Name] : default;
        }

        return value;
    }

    public override string ToString() => Text;
}
