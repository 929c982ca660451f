namespace LightKube.Histories.Checks;

/// <summary>
/// Whether the calls on one key can be put in an order that respects time, in which each is answered as a single register would answer. Wing's and Gong's search,
/// with the configurations that have been tried remembered.
/// </summary>
internal static class Linearizability
{
    /// <summary>What the register holds. The last version goes on counting when the object is gone.</summary>
    private readonly record struct State(string? Value, long Version, long Last);

    /// <summary>Null when there is such an order, else the calls among which it breaks.</summary>
    /// <param name="operations">All calls on one key.</param>
    public static string? Violation(IReadOnlyList<Operation> operations)
    {
        var ordered = operations.OrderBy(operation => operation.Begin).ToArray();
        var versions = Versions(ordered);
        var done = new bool[ordered.Length];
        var trail = new Stack<(int Index, State Before)>();
        var tried = new HashSet<(State, string)>();
        var state = new State(null, 0, 0);
        var first = 0;
        var next = 0;
        var furthest = 0;
        while (true)
        {
            while (first < ordered.Length && done[first])
            {
                first++;
            }

            if (AllAnswered(ordered, done, first))
            {
                return null;
            }

            var found = Find(ordered, done, versions, state, Math.Max(first, next), DeadlineOf(ordered, done, first), out var after);
            if (found >= 0)
            {
                done[found] = true;
                if (tried.Add((after, Signature(done, ordered, first))))
                {
                    trail.Push((found, state));
                    state = after;
                    furthest = Math.Max(furthest, trail.Count);
                    next = 0;
                    continue;
                }

                done[found] = false;
                next = found + 1;
                continue;
            }

            if (trail.Count == 0)
            {
                return Describe(ordered, furthest);
            }

            // Back: another call may have been the first.
            var (index, before) = trail.Pop();
            done[index] = false;
            state = before;
            first = 0;
            next = index + 1;
        }
    }

    private static int Find(Operation[] ordered, bool[] done, Dictionary<string, long> versions, State state, int from, long deadline, out State after)
    {
        for (var i = from; i < ordered.Length && ordered[i].Begin <= deadline; i++)
        {
            if (!done[i] && TryApply(ordered[i], versions, state, out after))
            {
                return i;
            }
        }

        after = state;
        return -1;
    }

    // What begins after another has ended cannot come before it.
    private static long DeadlineOf(Operation[] ordered, bool[] done, int first)
    {
        var deadline = long.MaxValue;
        for (var i = first; i < ordered.Length && ordered[i].Begin <= deadline; i++)
        {
            if (!done[i])
            {
                deadline = Math.Min(deadline, ordered[i].End);
            }
        }

        return deadline;
    }

    private static bool TryApply(Operation operation, Dictionary<string, long> versions, State state, out State after)
    {
        after = state;
        var exists = state.Value is not null;
        switch (operation.Verb, operation.Outcome)
        {
            case (Verb.Read, Outcome.Done):
                return exists && state.Value == operation.Value && (state.Version == 0 || state.Version == operation.Version);
            case (_, Outcome.Absent):
                return !exists;
            case (Verb.Create, Outcome.Conflict):
                return exists;
            case (Verb.Replace, Outcome.Conflict):
                return exists && state.Version != operation.Expected;
            case (Verb.Delete, Outcome.Done or Outcome.Unknown):
                after = new State(null, 0, state.Last);
                return exists;
            case (Verb.Create, Outcome.Done or Outcome.Unknown):
                return !exists && TryWrite(operation, versions, state, out after);
            case (Verb.Replace, Outcome.Done or Outcome.Unknown):
                return exists && state.Version == operation.Expected && TryWrite(operation, versions, state, out after);
            case (Verb.Patch, Outcome.Done or Outcome.Unknown):
                return exists && TryWrite(operation, versions, state, out after);
            default:
                return false;
        }
    }

    private static bool TryWrite(Operation operation, Dictionary<string, long> versions, State state, out State after)
    {
        var version = versions.GetValueOrDefault(operation.Value);
        after = new State(operation.Value, version, Math.Max(state.Last, version));
        return version == 0 || version > state.Last;
    }

    // Every value is written once, so whoever saw it knows its version for all.
    private static Dictionary<string, long> Versions(Operation[] operations)
    {
        var versions = new Dictionary<string, long>();
        foreach (var operation in operations)
        {
            if (operation is { Version: > 0, Outcome: Outcome.Done } && operation.Verb != Verb.Delete)
            {
                versions[operation.Value] = operation.Version;
            }
        }

        return versions;
    }

    private static bool AllAnswered(Operation[] ordered, bool[] done, int first)
    {
        for (var i = first; i < ordered.Length; i++)
        {
            if (!done[i] && ordered[i].Outcome != Outcome.Unknown)
            {
                return false;
            }
        }

        return true;
    }

    // All before the first are done: what differs is the rest.
    private static string Signature(bool[] done, Operation[] ordered, int first)
    {
        var last = ordered.Length - 1;
        while (last >= first && !done[last])
        {
            last--;
        }

        return $"{first}:" + string.Create(Math.Max(0, last - first + 1), (done, first), static (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = source.done[source.first + i] ? '1' : '0';
            }
        });
    }

    private static string Describe(Operation[] ordered, int furthest) =>
        $"no order of the calls explains their answers; at most {furthest} of {ordered.Length} fit:\n"
        + string.Join('\n', ordered.Skip(Math.Max(0, furthest - 10)).Take(25));
}
