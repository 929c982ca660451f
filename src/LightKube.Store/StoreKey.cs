namespace LightKube.Store;

/// <summary>
/// The rules for keys: 1 to <see cref="StoreLimits.MaxKeyLength"/> characters such as <c>/pods/default/web-1</c>, no NUL, no surrogates.
/// </summary>
/// <remarks>
/// Surrogates are refused because UTF-8 order, which databases keep, and ordinal order, which memory keeps, differ for them and agree
/// for everything else.
/// </remarks>
public static class StoreKey
{
    /// <exception cref="ArgumentException">The key breaks the rules.</exception>
    public static void ThrowIfInvalid(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ThrowIfInvalidPrefix(key);
    }

    /// <exception cref="ArgumentException">No key can begin so.</exception>
    public static void ThrowIfInvalidPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (ProblemOf(prefix) is { } problem)
        {
            throw new ArgumentException(problem, nameof(prefix));
        }
    }

    /// <summary>What keeps a text from being a key or the beginning of one; null when nothing does.</summary>
    public static string? ProblemOf(string text)
    {
        if (text.Length > StoreLimits.MaxKeyLength)
        {
            return $"The key has {text.Length} characters, at most {StoreLimits.MaxKeyLength} are allowed.";
        }

        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c))
                return $"The key '{text}' contains the character U+{(int)c:X4}, which keys may not.";
        }

        return null;
    }
}
