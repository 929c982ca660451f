using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace LightKube.Api.Regexes;

/// <summary>Regular expressions of RE2's syntax, which Go and so all of Kubernetes speaks, matched in time linear in the text.</summary>
public static class Re2Regex
{
    /// <summary>Compiled patterns kept; beyond that all are forgotten, so that patterns from data cannot fill the memory.</summary>
    public const int MaxKept = 1024;

    /// <summary>Characters of a pattern: making the states of one takes some 20 µs for each, and no pattern that a person wrote comes near.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly ConcurrentDictionary<string, Regex> Kept = new(StringComparer.Ordinal);

    /// <summary>The expression, compiled at its first use.</summary>
    /// <exception cref="ArgumentException">Not an expression of RE2.</exception>
    public static Regex Get(string pattern) =>
        TryGet(pattern, out var regex, out var problem) ? regex : throw new ArgumentException(problem, nameof(pattern));

    /// <summary>The expression, or what is wrong with the pattern in Go's words.</summary>
    public static bool TryGet(string pattern, [NotNullWhen(true)] out Regex? regex, out string problem)
    {
        problem = "";
        if (Kept.TryGetValue(pattern, out regex))
        {
            return true;
        }

        if (!TryCompile(pattern, out regex, out problem))
        {
            return false;
        }

        if (Kept.Count >= MaxKept)
        {
            Kept.Clear();
        }

        Kept[pattern] = regex;
        return true;
    }

    /// <summary>What is wrong with the pattern in Go's words, or null. Not kept: many a pattern is defined and never used.</summary>
    public static string? Problem(string pattern) => TryCompile(pattern, out _, out var problem) ? null : problem;

    private static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, out string problem)
    {
        problem = "";
        regex = null;
        if (pattern.Length > MaxLength)
        {
            problem = $"error parsing regexp: expression too large: {pattern.Length} characters, at most {MaxLength} are taken";
            return false;
        }

        try
        {
            regex = new Regex(Re2Translator.Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Re2Exception e)
        {
            problem = $"error parsing regexp: {e.Message}";
        }
        catch (NotSupportedException)
        {
            // Counts make more states than the matcher takes.
            problem = $"error parsing regexp: expression too large: `{pattern}`";
        }

        return false;
    }
}
