using System.Globalization;
using System.Net;

namespace LightKube.Foundation.Configuration;

/// <summary>Makes options of each type.</summary>
public static class Options
{
    /// <summary>Any text.</summary>
    public static Option<string> Text(string name, string @default, string help, string sample, string valueName = "TEXT") =>
        new(name, help) { ValueName = valueName, Default = @default, DefaultText = @default, Sample = sample, Parse = texts => texts[0] };

    /// <summary>One of a few words.</summary>
    public static Option<string> Choice(string name, string @default, IReadOnlyList<string> choices, string help) => new(name, help)
    {
        ValueName = string.Join('|', choices),
        Default = @default,
        DefaultText = @default,
        Sample = choices[^1],
        Parse = texts => choices.Contains(texts[0]) ? texts[0] : throw new FormatException($"expected {string.Join(" or ", choices)}"),
    };

    /// <summary>A whole number within limits.</summary>
    public static Option<int> Integer(string name, int @default, int least, int most, string help, int sample) => new(name, help)
    {
        ValueName = "NUMBER",
        Default = @default,
        DefaultText = @default.ToString(CultureInfo.InvariantCulture),
        Sample = sample.ToString(CultureInfo.InvariantCulture),
        Parse = texts =>
            int.TryParse(texts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : throw new FormatException($"expected a number from {least} to {most}"),
    };

    /// <summary>A TCP or UDP port.</summary>
    public static Option<int> Port(string name, int @default, string help) =>
        Integer(name, @default, 1, ushort.MaxValue, help, @default) with { ValueName = "PORT" };

    /// <summary>True or false, false by default; the flag alone means true.</summary>
    public static Option<bool> Switch(string name, string help) => new(name, help)
    {
        ValueName = "true|false",
        Default = false,
        DefaultText = "false",
        Sample = "true",
        IsSwitch = true,
        Parse = texts => texts[0] switch
        {
            "true" => true,
            "false" => false,
            _ => throw new FormatException("expected true or false"),
        },
    };

    /// <summary>A duration such as <c>1h30m</c>.</summary>
    public static Option<TimeSpan> Duration(string name, TimeSpan @default, string help, string sample) => new(name, help)
    {
        ValueName = "DURATION",
        Default = @default,
        DefaultText = GoDuration.Format(@default),
        Sample = sample,
        Parse = texts => GoDuration.Parse(texts[0]),
    };

    /// <summary>A number of bytes such as <c>512Mi</c>.</summary>
    public static Option<long> Size(string name, long @default, string help, string sample) => new(name, help)
    {
        ValueName = "SIZE",
        Default = @default,
        DefaultText = ByteSize.Format(@default),
        Sample = sample,
        Parse = texts => ByteSize.Parse(texts[0]),
    };

    /// <summary>An IP address.</summary>
    public static Option<IPAddress> Address(string name, string @default, string help, string sample) => new(name, help)
    {
        ValueName = "ADDRESS",
        Default = IPAddress.Parse(@default),
        DefaultText = @default,
        Sample = sample,
        Parse = texts => ParseAddress(texts[0]),
    };

    /// <summary>A network such as <c>10.42.0.0/16</c>.</summary>
    public static Option<IPNetwork> Network(string name, string @default, string help, string sample) => new(name, help)
    {
        ValueName = "CIDR",
        Default = IPNetwork.Parse(@default),
        DefaultText = @default,
        Sample = sample,
        Parse = texts => ParseNetwork(texts[0]),
    };

    /// <summary>Texts; the flag may be repeated, and commas separate too.</summary>
    public static Option<IReadOnlyList<string>> List(string name, string help, string sample, string valueName = "TEXT,…") => new(name, help)
    {
        ValueName = valueName,
        Default = [],
        DefaultText = "",
        Sample = sample,
        IsList = true,
        Parse = texts => [.. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };

    private static IPNetwork ParseNetwork(string text) =>
        // Some versions of the framework cut bits off that are set past the prefix; whoever wrote them meant something else.
        IPNetwork.TryParse(text, out var network) && IPAddress.TryParse(text[..text.IndexOf('/')], out var address) && network.BaseAddress.Equals(address)
            ? network
            : throw new FormatException("expected a network such as 10.42.0.0/16, with no bits set past its prefix");

    private static IPAddress ParseAddress(string text) =>
        // The framework also takes '10.1' and '1'; nobody means these.
        IPAddress.TryParse(text, out var address) && (text.Contains(':') || text.Count(c => c == '.') == 3)
            ? address
            : throw new FormatException("expected an IP address such as 192.0.2.7");
}
