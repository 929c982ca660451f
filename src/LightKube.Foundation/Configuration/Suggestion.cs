namespace LightKube.Foundation.Configuration;

/// <summary>Finds what someone who mistyped a word may have meant.</summary>
public static class Suggestion
{
    /// <summary>The known word nearest to the one given; null when none is near: more than a third of it would have to change.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        var (nearest, distance) = known
            .Select(candidate => (Word: candidate, Distance: EditDistance(word, candidate)))
            .DefaultIfEmpty((Word: "", Distance: int.MaxValue))
            .MinBy(candidate => candidate.Distance);
        return distance <= Math.Max(1, word.Length / 3) ? nearest : null;
    }

    /// <summary><c>; did you mean 'x'?</c>, or nothing.</summary>
    public static string Phrase(string word, IEnumerable<string> known) => For(word, known) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>
    /// How many letters must be added, removed, replaced, or swapped with their neighbour, to make one word of the other.
    /// </summary>
    internal static int EditDistance(string a, string b)
    {
        var (beforeLast, last, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[b.Length];
    }
}
