using LightKube.Foundation.Configuration;

namespace LightKube.Foundation.Tests.Configuration;

public sealed class GoDurationTests
{
    [TestCase("0", 0)]
    [TestCase("300ms", 300)]
    [TestCase("1.5s", 1_500)]
    [TestCase("2m", 120_000)]
    [TestCase("1h30m", 5_400_000)]
    [TestCase("-1m30s", -90_000)]
    [TestCase("1500us", 1.5)]
    [TestCase("100ns", 0.0001)]
    public void A_duration_is_read(string text, double milliseconds) =>
        Assert.That(GoDuration.Parse(text), Is.EqualTo(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond))));

    [TestCase("")]
    [TestCase("-")]
    [TestCase("15")]
    [TestCase("1d")]
    [TestCase("h")]
    [TestCase("1h 30m")]
    [TestCase("1..5s")]
    [TestCase("99999999999999h")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.That(() => GoDuration.Parse(text), Throws.TypeOf<FormatException>());

    [TestCase("0s")]
    [TestCase("1h30m0s")]
    [TestCase("5m0s")]
    [TestCase("1.5s")]
    [TestCase("250ms")]
    [TestCase("1.5µs")]
    [TestCase("-30s")]
    public void A_duration_is_written_as_Go_does(string text) =>
        Assert.That(GoDuration.Format(GoDuration.Parse(text)), Is.EqualTo(text));
}
