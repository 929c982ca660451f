using System.Text;

namespace LightKube.Foundation.Configuration;

/// <summary>Writes an option table as a page of the reference.</summary>
public static class OptionReference
{
    /// <summary>A Markdown table of the options.</summary>
    public static string WriteMarkdown(OptionSet options)
    {
        var page = new StringBuilder("| flag and key | variable | default | example | meaning |\n|---|---|---|---|---|\n");
        foreach (var option in options.All)
        {
            var @default = option.DefaultText.Length == 0 ? "" : $"`{option.DefaultText}`";
            page.Append($"| `--{option.Name}` | `{option.Variable}` | {@default} | `{option.Sample}` | {Escape(option.Help)} |\n");
        }
        return page.ToString();
    }

    private static string Escape(string text) => text.Replace("|", "\\|");
}
