using System.Globalization;

namespace LightKube.Api.Cel.Parsing;

/// <summary>Bounds what macros copy of an expression: <c>x.optMap(v, v)</c> has x twice, and a chain of them doubles with each.</summary>
internal sealed class CopyBudget(CelIssues issues)
{
    private int _left = CelLimits.CopiedNodes;

    /// <exception cref="CelSyntaxException">There are too many; the issue is noted.</exception>
    public void Take(int offset)
    {
        if (--_left < 0)
        {
            issues.Add(offset, string.Create(CultureInfo.InvariantCulture, $"expression is too large: its macros copy more than {CelLimits.CopiedNodes} parts of it"));
            throw new CelSyntaxException();
        }
    }
}
