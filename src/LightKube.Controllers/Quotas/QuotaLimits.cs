namespace LightKube.Controllers.Quotas;

/// <summary>Bounds of the quota controller.</summary>
internal static class QuotaLimits
{
    /// <summary>Quotas counted at once.</summary>
    public const int Workers = 4;

    /// <summary>Each quota is counted anew at least that often; upstream's default.</summary>
    public static readonly TimeSpan Resync = TimeSpan.FromMinutes(5);

    /// <summary>
    /// After its usage was written, a quota is counted once more: by then the write that was charged is stored, or has failed and takes nothing.
    /// </summary>
    public static readonly TimeSpan AfterCharge = TimeSpan.FromSeconds(2);
}
