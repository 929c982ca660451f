using LightKube.Foundation.Configuration;

namespace LightKube.Foundation.Tests.Configuration;

public sealed class ByteSizeTests
{
    [TestCase("0", 0)]
    [TestCase("65537", 65537)]
    [TestCase("512Mi", 512L << 20)]
    [TestCase("2G", 2_000_000_000)]
    [TestCase("3k", 3_000)]
    public void A_size_is_read_and_written(string text, long bytes)
    {
        Assert.That(ByteSize.Parse(text), Is.EqualTo(bytes));
        Assert.That(ByteSize.Format(bytes), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("Mi")]
    [TestCase("-1")]
    [TestCase("1.5G")]
    [TestCase("1 G")]
    [TestCase("99999999999Ti")]
    public void What_is_no_size_is_refused(string text) => Assert.That(() => ByteSize.Parse(text), Throws.TypeOf<FormatException>());
}
