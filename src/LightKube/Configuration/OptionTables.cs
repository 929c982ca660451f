using LightKube.Foundation.Configuration;

namespace LightKube.Configuration;

/// <summary>The option tables of all commands: what config.yaml and the environment may hold, whichever command reads them.</summary>
internal static class OptionTables
{
    internal static IReadOnlyList<OptionSet> All => [ServerOptionTable.All];
}
