namespace LightKube.ApiServer.Http;

/// <summary>Keeps the warnings of one answer within bounds: headers have one, too, and what matters stands first. Upstream's numbers.</summary>
internal static class WarningTexts
{
    /// <summary>Characters of all warnings together.</summary>
    public const int MaxTotal = 4 * 1024;

    /// <summary>Once the total would be passed, each warning is cut to that.</summary>
    public const int MaxEach = 256;

    /// <summary>The texts, each once; cut when they are too many.</summary>
    public static IEnumerable<string> Fit(IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return [];
        }

        var distinct = warnings.Where(static text => text.Length > 0).Distinct().ToList();
        return distinct.Sum(static text => text.Length) <= MaxTotal ? distinct : Cut(distinct);
    }

    private static IEnumerable<string> Cut(List<string> texts)
    {
        var left = MaxTotal;
        foreach (var text in texts)
        {
            var cut = text.Length > MaxEach ? text[..MaxEach] : text;
            left -= cut.Length;
            if (left < 0)
            {
                yield break;
            }

            yield return cut;
        }
    }
}
