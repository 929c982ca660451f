using System.Globalization;
using System.Text;

namespace LightKube.Api.Cel.Values;

/// <summary>Durations as text: seconds with a suffix, <c>5400.5s</c>.</summary>
internal static class CelDurationText
{
    private const long Second = 1_000_000_000;

    /// <summary>Seconds, with the fraction that there is, and <c>s</c>.</summary>
    public static string Format(long nanos)
    {
        var whole = nanos / Second;
        var rest = Math.Abs(nanos % Second);
        var text = new StringBuilder();
        if (nanos < 0 && whole == 0)
        {
            text.Append('-');
        }

        text.Append(whole.ToString(CultureInfo.InvariantCulture));
        if (rest != 0)
        {
            text.Append('.').Append(rest.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0'));
        }

        return text.Append('s').ToString();
    }
}
