using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Regular expressions of RE2's syntax, in time linear in the text.</summary>
internal static class RegexLibrary
{
    /// <summary>Compiled patterns kept; beyond that all are forgotten, so that patterns from data cannot fill the memory.</summary>
    private const int MaxKept = 256;

    private static readonly ConcurrentDictionary<string, Regex> Kept = new(StringComparer.Ordinal);

    public static void Declare(FunctionTable table)
    {
        table.Add("string_find_string", "<string>.find(string):string", static args => Find(args[0].AsString!, args[1].AsString!));
        table.Add("string_find_all_string", "<string>.findAll(string):list(string)", static args => FindAll(args[0].AsString!, args[1].AsString!, -1));
        table.Add("string_find_all_string_int", "<string>.findAll(string,int):list(string)", static args => FindAll(args[0].AsString!, args[1].AsString!, args[2].Int));
    }

    public static CelValue Matches(CelValue text, CelValue pattern) =>
        TryCompile(pattern.AsString!, out var regex, out var problem) ? regex.IsMatch(text.AsString!) : CelValue.Error(problem);

    /// <summary>The expression, or what is wrong with the pattern in Go's words.</summary>
    public static bool TryCompile(string pattern, out Regex regex, out string problem)
    {
        problem = "";
        if (Kept.TryGetValue(pattern, out regex!))
        {
            return true;
        }

        try
        {
            regex = new Regex(Re2Translator.Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Re2Exception e)
        {
            problem = $"error parsing regexp: {e.Message}";
            return false;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // Whatever the translation let pass that is no expression here either.
            problem = $"error parsing regexp: invalid or unsupported syntax: `{pattern}`";
            return false;
        }

        if (Kept.Count >= MaxKept)
        {
            Kept.Clear();
        }

        Kept[pattern] = regex;
        return true;
    }

    private static CelValue Find(string text, string pattern) =>
        TryCompile(pattern, out var regex, out var problem) ? regex.Match(text).Value : CelValue.Error($"Illegal regex: {problem}");

    private static CelValue FindAll(string text, string pattern, long limit)
    {
        if (!TryCompile(pattern, out var regex, out var problem))
        {
            return CelValue.Error($"Illegal regex: {problem}");
        }

        var found = new List<string>();
        for (var match = regex.Match(text); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch())
        {
            found.Add(match.Value);
        }

        return ArrayList.Of(found);
    }
}
