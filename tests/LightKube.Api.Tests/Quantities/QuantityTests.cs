using LightKube.Api.Quantities;

namespace LightKube.Api.Tests.Quantities;

public sealed class QuantityTests
{
    [TestCase("0", "0")]
    [TestCase("0.0", "0")]
    [TestCase("-0", "0")]
    [TestCase("1", "1")]
    [TestCase("+1", "1")]
    [TestCase("1.0", "1")]
    [TestCase("0.5", "500m")]
    [TestCase(".5", "500m")]
    [TestCase("5.", "5")]
    [TestCase("0.001", "1m")]
    [TestCase("100m", "100m")]
    [TestCase("1000m", "1")]
    [TestCase("1500m", "1500m")]
    [TestCase("1000", "1k")]
    [TestCase("1024", "1024")]
    [TestCase("1000000", "1M")]
    [TestCase("12e6", "12e6")]
    [TestCase("1E3", "1e3")]
    [TestCase("1E", "1E")]
    [TestCase("1e-3", "1e-3")]
    [TestCase("100e3", "100e3")]
    [TestCase("1Ki", "1Ki")]
    [TestCase("1024Ki", "1Mi")]
    [TestCase("1024Mi", "1Gi")]
    [TestCase("1.5Gi", "1536Mi")]
    [TestCase("0.5Ki", "512")]
    [TestCase("0.5Mi", "512Ki")]
    [TestCase("1G", "1G")]
    [TestCase("1500Mi", "1500Mi")]
    [TestCase("128974848", "128974848")]
    [TestCase("129M", "129M")]
    [TestCase("123Mi", "123Mi")]
    [TestCase("-1Mi", "-1Mi")]
    [TestCase("-0.5", "-500m")]
    [TestCase("1n", "1n")]
    [TestCase("1u", "1u")]
    [TestCase("0.1n", "1n")]
    [TestCase("0.0000000001", "1n")]
    [TestCase("1Ei", "1Ei")]
    [TestCase("5E", "5E")]
    [TestCase("5P", "5P")]
    [TestCase("3T", "3T")]
    [TestCase("1000k", "1M")]
    [TestCase("0010", "10")]
    [TestCase("9223372036854775807", "9223372036854775807")]
    public void A_quantity_has_one_canonical_form(string text, string expected) =>
        Assert.That(Quantity.Parse(text).ToString(), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("x")]
    [TestCase("1x")]
    [TestCase("1 Gi")]
    [TestCase("1gi")]
    [TestCase("1.1.1")]
    [TestCase("--1")]
    [TestCase("1K")]
    [TestCase("Mi")]
    [TestCase("1e")]
    [TestCase("1Mi ")]
    [TestCase("0x10")]
    public void What_is_no_quantity_is_refused(string text)
    {
        Assert.That(Quantity.TryParse(text, out _), Is.False);
        Assert.That(() => Quantity.Parse(text), Throws.InstanceOf<FormatException>());
    }

    [TestCase("1Ki", 1024, 1_024_000)]
    [TestCase("100m", 1, 100)]
    [TestCase("1.0001", 2, 1001)]
    [TestCase("2500u", 1, 3)]
    [TestCase("-1.5", -1, -1500)]
    public void Units_and_thousandths_are_rounded_up(string text, long units, long milli)
    {
        Assert.That(Quantity.Parse(text).Units, Is.EqualTo(units));
        Assert.That(Quantity.Parse(text).Milli, Is.EqualTo(milli));
    }

    [TestCase("1", "1000m", 0)]
    [TestCase("1Gi", "1G", 1)]
    [TestCase("1Mi", "1048576", 0)]
    [TestCase("-1", "0", -1)]
    public void Quantities_compare_by_value(string left, string right, int expected)
    {
        Assert.That(Math.Sign(Quantity.Parse(left).CompareTo(Quantity.Parse(right))), Is.EqualTo(expected));
        Assert.That(Quantity.Parse(left) == Quantity.Parse(right), Is.EqualTo(expected == 0));
    }

    [TestCase("1Gi", "512Mi", "1536Mi", "512Mi")]
    [TestCase("1", "500m", "1500m", "500m")]
    [TestCase("0", "1Gi", "1Gi", "-1Gi")]
    public void Sums_keep_the_format_of_the_first(string left, string right, string sum, string difference)
    {
        Assert.That((Quantity.Parse(left) + Quantity.Parse(right)).ToString(), Is.EqualTo(sum));
        Assert.That((Quantity.Parse(left) - Quantity.Parse(right)).ToString(), Is.EqualTo(difference));
    }

    [Test]
    public void Huge_numbers_stop_at_the_largest() =>
        Assert.That(Quantity.Parse("99999999999999999999999999999999999999Ei").Units, Is.EqualTo(long.MaxValue));

    [Test]
    public void The_canonical_form_is_read_as_the_same_quantity()
    {
        var random = new Random(5);
        string[] suffixes = ["", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e2", "u", "n"];
        for (var i = 0; i < 2000; i++)
        {
            var text = $"{random.Next(100000)}{(random.Next(2) == 0 ? "" : "." + random.Next(1000))}{suffixes[random.Next(suffixes.Length)]}";
            var quantity = Quantity.Parse(text);
            var canonical = quantity.ToString();

            Assert.That(Quantity.Parse(canonical), Is.EqualTo(quantity), text);
            Assert.That(Quantity.Parse(canonical).ToString(), Is.EqualTo(canonical), text);
        }
    }
}
