namespace LightKube.Store.Engines;

/// <summary>The two ways in which a revision can be out of reach.</summary>
internal static class Revisions
{
    public static void ThrowIfCompacted(long revision, long compacted)
    {
        if (revision < compacted)
            throw Compacted(revision, compacted);
    }

    public static void ThrowIfFuture(long revision, long current)
    {
        if (revision > current)
        {
            throw new StoreException(
                StoreError.FutureRevision, $"Revision {revision} was asked for, but the store is only at revision {current}.");
        }
    }

    public static StoreException Compacted(long revision, long compacted) => new(
        StoreError.Compacted, $"Revision {revision} was asked for, but history before revision {compacted} is no longer kept.");
}
