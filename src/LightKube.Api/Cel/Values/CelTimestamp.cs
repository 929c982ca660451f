using System.Globalization;

namespace LightKube.Api.Cel.Values;

/// <summary>A moment in the years 1 to 9999, to the nanosecond.</summary>
/// <param name="seconds">Since 1970-01-01T00:00:00Z; negative before.</param>
/// <param name="nanos">Of the second, 0 to 999,999,999.</param>
public sealed class CelTimestamp(long seconds, int nanos) : CelReference
{
    /// <summary>0001-01-01T00:00:00Z.</summary>
    public const long MinSeconds = -62135596800;

    /// <summary>9999-12-31T23:59:59Z.</summary>
    public const long MaxSeconds = 253402300799;

    public const long NanosPerSecond = 1_000_000_000;

    public long Seconds { get; } = seconds;

    public int Nanos { get; } = nanos;

    public override CelKind Kind => CelKind.Timestamp;

    /// <summary>Whole seconds of it as a date.</summary>
    public DateTime ToDateTime() => DateTime.UnixEpoch.AddSeconds(Seconds);

    /// <summary>The moment that many nanoseconds later, or null outside of the range.</summary>
    public CelTimestamp? Add(long duration)
    {
        var nanos = Nanos + duration % NanosPerSecond;
        var seconds = Seconds + duration / NanosPerSecond;
        if (nanos < 0)
        {
            nanos += NanosPerSecond;
            seconds--;
        }
        else if (nanos >= NanosPerSecond)
        {
            nanos -= NanosPerSecond;
            seconds++;
        }

        return seconds is < MinSeconds or > MaxSeconds ? null : new CelTimestamp(seconds, (int)nanos);
    }

    /// <summary>This less the other, in nanoseconds, or null when a duration cannot hold it.</summary>
    public long? Since(CelTimestamp other)
    {
        var nanos = (Int128)(Seconds - other.Seconds) * NanosPerSecond + (Nanos - other.Nanos);
        return nanos > long.MaxValue || nanos < long.MinValue ? null : (long)nanos;
    }

    /// <summary>Before, at or after the other: below 0, 0, above 0.</summary>
    public int Compare(CelTimestamp other) => Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanos.CompareTo(other.Nanos);

    /// <summary>RFC 3339 in UTC, with as many digits of the second as it has.</summary>
    public override string ToString()
    {
        var text = ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        if (Nanos != 0)
        {
            text += "." + Nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        }

        return text + "Z";
    }
}
