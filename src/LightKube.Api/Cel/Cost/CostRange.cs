namespace LightKube.Api.Cel.Cost;

/// <summary>The least and the most that a size or a cost can be. Sums and products stop at the largest number.</summary>
internal readonly record struct CostRange(ulong Min, ulong Max)
{
    public static readonly CostRange Unknown = new(0, ulong.MaxValue);
    public static readonly CostRange None = new(ulong.MaxValue, 0);

    public static CostRange Exactly(ulong value) => new(value, value);

    public static CostRange operator +(CostRange a, CostRange b) => new(Add(a.Min, b.Min), Add(a.Max, b.Max));

    public static CostRange operator *(CostRange a, CostRange b) => new(Multiply(a.Min, b.Min), Multiply(a.Max, b.Max));

    public static CostRange operator *(CostRange a, double factor) => new(Multiply(a.Min, factor), Multiply(a.Max, factor));

    public CostRange Union(CostRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    private static ulong Add(ulong a, ulong b) => a > ulong.MaxValue - b ? ulong.MaxValue : a + b;

    private static ulong Multiply(ulong a, ulong b) => b != 0 && a > ulong.MaxValue / b ? ulong.MaxValue : a * b;

    private static ulong Multiply(ulong a, double factor)
    {
        var product = Math.Ceiling(a * factor);
        return product >= 18446744073709551616.0 ? ulong.MaxValue : (ulong)product;
    }
}
