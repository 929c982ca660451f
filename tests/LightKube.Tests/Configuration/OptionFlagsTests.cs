using System.CommandLine;
using LightKube.Configuration;

namespace LightKube.Tests.Configuration;

public sealed class OptionFlagsTests
{
    private readonly Command _command = new("server");
    private readonly OptionFlags _flags;

    public OptionFlagsTests() => _flags = new OptionFlags(ServerOptionTable.All, _command);

    [Test]
    public void Only_flags_that_stand_there_are_given() =>
        Assert.That(Read("--node-name", "n1").Select(option => option.Name), Is.EqualTo(new[] { "node-name" }));

    [TestCase("--disable-agent", "true")]
    [TestCase("--disable-agent=true", "true")]
    [TestCase("--disable-agent=false", "false")]
    public void A_switch_may_stand_alone(string flag, string value) =>
        Assert.That(Read(flag).Single().Texts, Is.EqualTo(new[] { value }));

    [Test]
    public void A_flag_given_twice_has_both_values() =>
        Assert.That(Read("--tls-san", "a,b", "--tls-san", "c").Single().Texts, Is.EqualTo(new[] { "a,b", "c" }));

    [Test]
    public void A_flag_says_where_it_stands() => Assert.That(Read("--https-port=7").Single().Where, Is.EqualTo("--https-port"));

    [Test]
    public void An_unknown_flag_is_an_error() => Assert.That(_command.Parse(["--node-nam", "n1"]).Errors, Is.Not.Empty);

    private IReadOnlyList<Foundation.Configuration.GivenOption> Read(params string[] arguments) => _flags.Read(_command.Parse(arguments));
}
