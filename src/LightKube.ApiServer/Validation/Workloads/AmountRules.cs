using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>Numbers of pods, and percentages of them.</summary>
internal static class AmountRules
{
    private static readonly string NoPercentage = NameRules.RegexText(
        "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%");

    /// <summary>A number that is not negative, or a percentage.</summary>
    public static void BeAmount(this Field amount)
    {
        if (amount.Value.AsString is null)
        {
            amount.BeNotNegative();
        }
        else if (Percentage(amount) is null)
        {
            amount.Invalid(NoPercentage);
        }
    }

    public static void BeAtMostAll(this Field amount)
    {
        if (Percentage(amount) is > 100)
        {
            amount.Invalid("must not be greater than 100%");
        }
    }

    /// <summary>The number, or that before the percent sign; 0 when it is neither.</summary>
    public static long AmountOf(Field amount) => amount.Value.AsString is null ? amount.Number : Percentage(amount) ?? 0;

    private static long? Percentage(Field amount) =>
        amount.Text is [.. var digits, '%'] && digits.Length is > 0 and < 18 && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
