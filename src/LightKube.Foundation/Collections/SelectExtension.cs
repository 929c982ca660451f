namespace LightKube;

/// <summary>
/// <c>Select</c> for all code below the namespace LightKube, where the compiler prefers it to System.Linq's. That one is a generic virtual
/// method for each pair of source and result, and of the pairs that follow each other: compiled ahead of time, the value types in use made
/// 70,000 methods of it, a third of the executable.
/// </summary>
public static class SelectExtension
{
    /// <summary>Each element as the selector makes it, when it is asked for.</summary>
    public static IEnumerable<TResult> Select<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, TResult> selector)
    {
        foreach (var element in source)
        {
            yield return selector(element);
        }
    }
}
