using LightKube.Configuration;
using LightKube.Foundation.Configuration;
using LightKube.Testing.Files;

namespace LightKube.Tests.Configuration;

/// <summary>Which file of options is read, and what it may not say.</summary>
public sealed class ConfigurationSourcesTests
{
    [Test]
    public void A_flag_comes_before_the_variable()
    {
        var flag = new GivenOption("config", ["/by/flag"], "--config");

        Assert.That(ConfigurationSources.FindFile([flag], Variable("/by/variable")), Is.EqualTo("/by/flag"));
        Assert.That(ConfigurationSources.FindFile([], Variable("/by/variable")), Is.EqualTo("/by/variable"));
    }

    [Test]
    public void An_empty_variable_names_no_file() =>
        Assert.That(ConfigurationSources.FindFile([], Variable("")), Is.EqualTo(ConfigurationSources.FindFile([], new Dictionary<string, string>())));

    [Test]
    public void A_file_cannot_name_another()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "config.yaml");
        File.WriteAllText(path, "node-name: n1\nconfig: /another.yaml\n");

        Assert.That(() => ConfigurationSources.ReadFile(path), Throws.TypeOf<ConfigurationException>().With.Message.Contains("config.yaml:2"));
    }

    private static Dictionary<string, string> Variable(string value) => new() { ["LIGHTKUBE_CONFIG"] = value };
}
