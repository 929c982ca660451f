namespace LightKube.Store.Sqlite;

/// <summary>The column <c>flags</c>.</summary>
internal static class RowFlags
{
    public const long None = 0;
    public const long Deleted = 1;
    public const long Relaxed = 2;

    public static StoreEventType TypeOf(long revision, long created, long flags) =>
        flags == Deleted ? StoreEventType.Deleted
        : revision == created ? StoreEventType.Created
        : StoreEventType.Updated;
}
