using System.CommandLine;
using DeclaredOption = LightKube.Foundation.Configuration.Option;
using GivenOption = LightKube.Foundation.Configuration.GivenOption;
using OptionSet = LightKube.Foundation.Configuration.OptionSet;

namespace LightKube.Configuration;

/// <summary>An option table as the flags of a command.</summary>
internal sealed class OptionFlags
{
    private readonly List<(DeclaredOption Option, Func<ParseResult, IReadOnlyList<string>?> Read)> _flags = [];

    /// <summary>Adds a flag for each option of the set to the command.</summary>
    internal OptionFlags(OptionSet options, Command command)
    {
        foreach (var option in options.All)
        {
            if (option.IsSwitch)
                AddSwitch(option, command);
            else
                AddValues(option, command);
        }
    }

    /// <summary>What the command line says.</summary>
    internal IReadOnlyList<GivenOption> Read(ParseResult parsed) =>
    [
        .. from flag in _flags
           let texts = flag.Read(parsed)
           where texts is not null
           select new GivenOption(flag.Option.Name, texts, NameOf(flag.Option)),
    ];

    private static string NameOf(DeclaredOption option) => "--" + option.Name;

    private static string Describe(DeclaredOption option) =>
        option.DefaultText.Length == 0 || option.IsSwitch ? option.Help : $"{option.Help} [default: {option.DefaultText}]";

    private void AddSwitch(DeclaredOption option, Command command)
    {
        var flag = new Option<bool>(NameOf(option)) { Description = Describe(option) };
        command.Add(flag);
        _flags.Add((option, parsed => parsed.GetResult(flag) is not { Implicit: false } ? null : [parsed.GetValue(flag) ? "true" : "false"]));
    }

    private void AddValues(DeclaredOption option, Command command)
    {
        var flag = new Option<string[]>(NameOf(option))
        {
            Description = Describe(option),
            HelpName = option.ValueName,
            // How many values it takes is checked with all other sources, in the same words.
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };
        command.Add(flag);
        _flags.Add((option, parsed => parsed.GetResult(flag) is not { Implicit: false } ? null : parsed.GetValue(flag)));
    }
}
