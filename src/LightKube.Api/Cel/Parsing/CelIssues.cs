using System.Globalization;
using System.Text;

namespace LightKube.Api.Cel.Parsing;

/// <summary>What is wrong with an expression, and where.</summary>
internal sealed class CelIssues(CelSource source)
{
    /// <summary>Further ones are counted only.</summary>
    private const int MaxShown = 100;

    private readonly List<(int Offset, string Message)> _issues = [];
    private int _count;

    public bool Any => _count > 0;

    /// <param name="offset">In the source; -1 when it is the whole.</param>
    /// <param name="message">As cel-go says it.</param>
    public void Add(int offset, string message)
    {
        if (_count++ < MaxShown)
        {
            _issues.Add((offset, message));
        }
    }

    /// <summary>All of them, in the order of the source, each with its line and a caret.</summary>
    public override string ToString()
    {
        // A stable sort: what was found first at a place is told first.
        var sorted = new List<(int Offset, string Message)>(_issues);
        for (var i = 1; i < sorted.Count; i++)
        {
            for (var j = i; j > 0 && sorted[j].Offset < sorted[j - 1].Offset; j--)
            {
                (sorted[j], sorted[j - 1]) = (sorted[j - 1], sorted[j]);
            }
        }

        var text = new StringBuilder();
        foreach (var (offset, message) in sorted)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(source.Show(offset, message));
        }

        if (_count > MaxShown)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{_count - MaxShown} more errors were truncated");
        }

        return text.ToString();
    }
}
