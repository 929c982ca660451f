using System.Net;
using LightKube.Foundation.Configuration;

namespace LightKube.Foundation.Tests.Configuration;

public sealed class OptionResolverTests
{
    private static readonly Option<string> DataDir = Options.Text("data-dir", "/var/lib/x", "Where state is kept.", "/data");
    private static readonly Option<int> Port = Options.Port("https-port", 6443, "The port.");
    private static readonly Option<bool> DisableAgent = Options.Switch("disable-agent", "No node here.");
    private static readonly Option<TimeSpan> Period = Options.Duration("period", TimeSpan.FromMinutes(5), "How long.", "10m");
    private static readonly Option<long> Limit = Options.Size("limit", 1 << 20, "How much.", "2Mi");
    private static readonly Option<IReadOnlyList<string>> Names = Options.List("tls-san", "More names.", "a,b");
    private static readonly Option<string> Format = Options.Choice("log-format", "text", ["text", "json"], "The form.");
    private static readonly Option<IPNetwork> Cidr = Options.Network("cluster-cidr", "10.42.0.0/16", "Pods.", "10.1.0.0/16");
    private static readonly Option<IPAddress> Dns = Options.Address("cluster-dns", "10.43.0.10", "DNS.", "10.1.0.10");
    private static readonly OptionSet Set = new(DataDir, Port, DisableAgent, Period, Limit, Names, Format, Cidr, Dns);
    private static readonly OptionSet Other = new(Options.Text("token", "", "Join token.", "abc"));

    [Test]
    public void Nothing_given_leaves_the_defaults()
    {
        var values = Resolve();

        Assert.That(values.Get(DataDir), Is.EqualTo("/var/lib/x"));
        Assert.That(values.Get(Port), Is.EqualTo(6443));
        Assert.That(values.Get(Names), Is.Empty);
        Assert.That(values.Given, Is.Empty);
    }

    [Test]
    public void Flags_win_over_the_environment_that_over_the_file_and_that_over_defaults()
    {
        GivenOption[] file = [Given("data-dir", "file"), Given("https-port", "1"), Given("period", "1h30m")];
        var environment = new Dictionary<string, string> { ["LIGHTKUBE_DATA_DIR"] = "environment", ["LIGHTKUBE_HTTPS_PORT"] = "2", ["HOME"] = "/" };

        var values = Resolve([Given("data-dir", "flag")], environment, file);

        Assert.That(values.Get(DataDir), Is.EqualTo("flag"));
        Assert.That(values.Get(Port), Is.EqualTo(2));
        Assert.That(values.Get(Period), Is.EqualTo(TimeSpan.FromMinutes(90)));
        Assert.That(values.Get(Limit), Is.EqualTo(1 << 20));
        Assert.That(values.Given, Is.EquivalentTo(new[] { "data-dir", "https-port", "period" }));
    }

    [Test]
    public void Every_type_is_read()
    {
        var values = Resolve([
            Given("disable-agent", "true"), Given("limit", "64Ki"), Given("tls-san", "a,b", "c"), Given("log-format", "json"),
            Given("cluster-cidr", "10.1.0.0/16"), Given("cluster-dns", "fd00::a")]);

        Assert.That(values.Get(DisableAgent));
        Assert.That(values.Get(Limit), Is.EqualTo(65536));
        Assert.That(values.Get(Names), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(values.Get(Format), Is.EqualTo("json"));
        Assert.That(values.Get(Cidr), Is.EqualTo(IPNetwork.Parse("10.1.0.0/16")));
        Assert.That(values.Get(Dns), Is.EqualTo(IPAddress.Parse("fd00::a")));
    }

    [TestCase("https-port", "70000", "expected a number from 1 to 65535")]
    [TestCase("disable-agent", "yes", "expected true or false")]
    [TestCase("period", "5", "expected a duration such as 30s, 5m or 1h30m")]
    [TestCase("limit", "1.5G", "expected a size such as 512Mi, 2G or 65536")]
    [TestCase("log-format", "xml", "expected text or json")]
    [TestCase("cluster-cidr", "10.42.0.1/16", "expected a network such as 10.42.0.0/16, with no bits set past its prefix")]
    [TestCase("cluster-dns", "10.1", "expected an IP address such as 192.0.2.7")]
    public void A_value_that_cannot_be_understood_is_named_with_its_place(string name, string text, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => Resolve(file: [new GivenOption(name, [text], "config.yaml:7")]))!;

        Assert.That(error.Message, Is.EqualTo($"config.yaml:7: '{text}' is no value for '{name}': {expected}"));
    }

    [Test]
    public void An_unknown_key_of_the_file_is_an_error_with_a_suggestion()
    {
        var error = Assert.Throws<ConfigurationException>(() => Resolve(file: [new GivenOption("dta-dir", ["x"], "config.yaml:3")]))!;

        Assert.That(error.Message, Is.EqualTo("config.yaml:3: unknown key 'dta-dir'; did you mean 'data-dir'?"));
    }

    [Test]
    public void An_unknown_variable_is_an_error_with_a_suggestion()
    {
        var environment = new Dictionary<string, string> { ["LIGHTKUBE_DATADIR"] = "x" };

        var error = Assert.Throws<ConfigurationException>(() => Resolve(environment: environment))!;

        Assert.That(error.Message, Is.EqualTo("LIGHTKUBE_DATADIR: unknown variable; did you mean 'LIGHTKUBE_DATA_DIR'?"));
    }

    [Test]
    public void Another_commands_option_is_known_and_left_alone() =>
        Assert.That(() => Resolve(environment: new Dictionary<string, string> { ["LIGHTKUBE_TOKEN"] = "x" }), Throws.Nothing);

    [Test]
    public void A_list_for_a_single_value_is_an_error()
    {
        var error = Assert.Throws<ConfigurationException>(() => Resolve(file: [new GivenOption("data-dir", ["a", "b"], "config.yaml:1")]))!;

        Assert.That(error.Message, Is.EqualTo("config.yaml:1: 'data-dir' takes one value, not 2"));
    }

    [Test]
    public void All_problems_are_told_at_once()
    {
        var error = Assert.Throws<ConfigurationException>(() => Resolve([Given("https-port", "x"), Given("period", "y")]))!;

        Assert.That(error.Problems, Has.Count.EqualTo(2));
    }

    [Test]
    public void Samples_and_defaults_are_values_themselves()
    {
        foreach (var option in Set.All)
        {
            Assert.That(() => option.ParseUntyped([option.Sample]), Throws.Nothing, option.Name);
            if (option.DefaultText.Length > 0)
                Assert.That(option.ParseUntyped([option.DefaultText]), Is.EqualTo(option.DefaultUntyped), option.Name);
        }
    }

    [Test]
    public void The_reference_lists_every_option() => Assert.That(
        OptionReference.WriteMarkdown(new OptionSet(Period, DisableAgent)).Split('\n')[2..4],
        Is.EqualTo(new[]
        {
            "| `--period` | `LIGHTKUBE_PERIOD` | `5m0s` | `10m` | How long. |",
            "| `--disable-agent` | `LIGHTKUBE_DISABLE_AGENT` | `false` | `true` | No node here. |",
        }));

    private static GivenOption Given(string name, params string[] texts) => new(name, texts, "--" + name);

    private static OptionValues Resolve(
        IReadOnlyList<GivenOption>? flags = null, Dictionary<string, string>? environment = null, IReadOnlyList<GivenOption>? file = null) =>
        new OptionResolver(Set).Resolve(flags ?? [], environment ?? [], file ?? [], [Other]);
}
