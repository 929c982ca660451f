namespace LightKube.Api.Cel.Types;

/// <summary>Sizes in bytes that values have as JSON, as Kubernetes counts them when it estimates costs.</summary>
internal static class SchemaSizes
{
    /// <summary>The largest request.</summary>
    public const long MaxRequest = 3 * 1024 * 1024;

    public const long MaxDuration = 32;
    public const long MaxDateTime = 32;
    public const long MinDuration = 3;
    public const long Date = 12;
    public const long MinDateTime = 21;
    public const long MinString = 2;
    public const long MinBool = 4;
    public const long MinNumber = 1;

    /// <summary>The longest text in one request: all of it but the quotes.</summary>
    public const long MaxText = MaxRequest - 2;

    /// <summary>How many items of that size fit into a request.</summary>
    public static long Items(long minSize) => (MaxRequest - 2) / (minSize + 1);

    /// <summary>How many entries with values of that size fit into a request.</summary>
    public static long Entries(long minSize) => (MaxRequest - 2) / (minSize + 6);
}
