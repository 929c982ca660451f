using System.Globalization;

namespace LightKube.Foundation.Configuration;

/// <summary>Numbers of bytes, with the suffixes that Kubernetes users know: <c>512Mi</c>, <c>2G</c>, <c>65536</c>.</summary>
public static class ByteSize
{
    private static readonly (string Suffix, long Bytes)[] Suffixes =
    [
        ("Ti", 1L << 40), ("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10),
        ("T", 1_000_000_000_000), ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000), ("", 1),
    ];

    /// <summary>The number that a text means.</summary>
    /// <exception cref="FormatException">It is not a size; the message says what is expected.</exception>
    public static long Parse(string text)
    {
        var (suffix, bytes) = Suffixes.First(entry => text.EndsWith(entry.Suffix, StringComparison.Ordinal));
        var digits = text.AsSpan(0, text.Length - suffix.Length);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / bytes
            ? number * bytes
            : throw new FormatException("expected a size such as 512Mi, 2G or 65536");
    }

    /// <summary>The number with the suffix that makes it shortest and loses nothing.</summary>
    public static string Format(long size)
    {
        var (suffix, bytes) = size == 0 ? ("", 1) : Suffixes.Where(entry => size % entry.Bytes == 0).MaxBy(entry => entry.Bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{size / bytes}{suffix}");
    }
}
