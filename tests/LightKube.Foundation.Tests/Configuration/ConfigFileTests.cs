using LightKube.Foundation.Configuration;

namespace LightKube.Foundation.Tests.Configuration;

public sealed class ConfigFileTests
{
    [Test]
    public void Keys_are_given_with_values_lists_and_places()
    {
        var given = ConfigFile.Parse("data-dir: /data\n\ntls-san:\n- a\n- b\n", "config.yaml");

        Assert.That(given.Select(option => option.Name), Is.EqualTo(new[] { "data-dir", "tls-san" }));
        Assert.That(given[1].Texts, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(given.Select(option => option.Where), Is.EqualTo(new[] { "config.yaml:1", "config.yaml:3" }));
    }

    [TestCase("- a\n", "config.yaml:1: expected keys with values, such as 'data-dir: /var/lib/lightkube'")]
    [TestCase("data-dir:\n", "config.yaml:1: 'data-dir' has no value")]
    [TestCase("a: 1\nnode:\n  name: x\n", "config.yaml:3: 'node' takes a value or a list, not keys of its own")]
    [TestCase("tls-san:\n- a\n- [b]\n", "config.yaml:3: 'tls-san' takes a list of plain values")]
    public void What_is_no_configuration_is_named_with_its_line(string text, string message) =>
        Assert.That(() => ConfigFile.Parse(text, "config.yaml"), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo(message));

    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Assert.That(() => ConfigFile.Read("/nonexistent/config.yaml"), Throws.TypeOf<ConfigurationException>().With.Message.Contains("/nonexistent"));
}
