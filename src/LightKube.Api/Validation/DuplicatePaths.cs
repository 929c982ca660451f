using System.Text;
using LightKube.Api.Yaml;

namespace LightKube.Api.Validation;

/// <summary>
/// Where a reader is in a text, and the paths of the fields that it has met twice: <c>spec.containers[0].image</c>, each once. A path is written out
/// only when there is something to say, and what is said is bounded: names may be long, lists may have a million items.
/// </summary>
/// <param name="found">Receives the paths.</param>
/// <param name="keys">Receives the same with keys and lines, from a reader that knows them.</param>
internal sealed class DuplicatePaths(List<string> found, List<DuplicateKey>? keys = null)
{
    /// <summary>Of a longer name only so much is shown.</summary>
    private const int MaxNameLength = 256;

    /// <summary>Paths that are written out, to find that most of them are known.</summary>
    private const int MaxAttempts = 10 * SchemaValidation.MaxProblems;

    private readonly List<(string? Name, int Index)> _steps = [];
    private int _attempts;

    public void Enter(string name) => _steps.Add((name, 0));

    public void Enter(int index) => _steps.Add((null, index));

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The field that the reader has entered was there before.</summary>
    public void Report(string key = "", int line = 0)
    {
        if (found.Count >= SchemaValidation.MaxProblems || ++_attempts > MaxAttempts)
        {
            return;
        }

        var path = Path();
        if (!found.Contains(path))
        {
            found.Add(path);
            keys?.Add(new DuplicateKey(path, key, line));
        }
    }

    private string Path()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            if (name is null)
            {
                text.Append('[').Append(index).Append(']');
                continue;
            }

            text.Append(text.Length == 0 ? "" : ".").Append(name, 0, Math.Min(name.Length, MaxNameLength)).Append(name.Length > MaxNameLength ? "…" : "");
        }

        return text.ToString();
    }
}
