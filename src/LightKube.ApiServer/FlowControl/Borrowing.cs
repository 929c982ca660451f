namespace LightKube.ApiServer.FlowControl;

/// <summary>Divides seats by demand: each level gets the same multiple of what it wants, within its bounds.</summary>
internal static class Borrowing
{
    /// <summary>Halvings of the interval that the multiple lies in: enough for a difference that no rounding shows.</summary>
    private const int Steps = 64;

    /// <param name="Least">At least so many.</param>
    /// <param name="Most">At most so many.</param>
    /// <param name="Target">What it wants.</param>
    public readonly record struct Item(double Least, double Most, double Target);

    /// <summary>The seats of each; their sum is the total where the bounds allow it.</summary>
    public static int[] Divide(double total, ReadOnlySpan<Item> items)
    {
        double low = 0;
        double high = 1;
        for (var i = 0; i < Steps && SumAt(items, high) < total; i++)
        {
            high *= 2;
        }

        for (var i = 0; i < Steps; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = SumAt(items, middle) < total ? (middle, high) : (low, middle);
        }

        var seats = new int[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            seats[i] = (int)Math.Round(At(items[i], high));
        }

        return seats;
    }

    private static double SumAt(ReadOnlySpan<Item> items, double multiple)
    {
        var sum = 0.0;
        foreach (ref readonly var item in items)
        {
            sum += At(item, multiple);
        }

        return sum;
    }

    private static double At(in Item item, double multiple) => Math.Min(item.Most, Math.Max(item.Least, item.Target * multiple));
}
