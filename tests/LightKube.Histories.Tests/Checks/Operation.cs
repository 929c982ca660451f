namespace LightKube.Histories.Checks;

internal enum Verb
{
    Create,
    Replace,
    Patch,
    Delete,
    Read,
}

internal enum Outcome
{
    /// <summary>Done; of a read: the object was there.</summary>
    Done,

    /// <summary>There was no object.</summary>
    Absent,

    /// <summary>There was one already, or at another version.</summary>
    Conflict,

    /// <summary>No answer came: it may have been done, may yet be done, or never.</summary>
    Unknown,
}

/// <summary>One call of one client on one key.</summary>
/// <param name="Verb">What was asked.</param>
/// <param name="Key">The object.</param>
/// <param name="Begin">When it was sent.</param>
/// <param name="End">When the answer was there; for an unknown outcome, never.</param>
/// <param name="Value">What was written, each value once in a history; what was read.</param>
/// <param name="Expected">The version that a replacement expects.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Version">The version of what was written or read; 0 when it is not known.</param>
internal sealed record Operation(Verb Verb, string Key, long Begin, long End, string Value, long Expected, Outcome Outcome, long Version)
{
    public bool IsWrite => Verb != Verb.Read;
}

/// <summary>A list of everything: one moment's state.</summary>
internal sealed record Snapshot(long Begin, long End, long Version, IReadOnlyDictionary<string, (string Value, long Version)> Objects);
