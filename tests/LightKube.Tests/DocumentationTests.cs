using System.Text.RegularExpressions;

namespace LightKube.Tests;

public sealed partial class DocumentationTests
{
    [Test]
    public void Every_link_to_a_file_leads_to_one()
    {
        var broken =
            from page in Pages()
            from Match link in Link().Matches(File.ReadAllText(page))
            let target = link.Groups[1].Value
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
            select $"{Path.GetRelativePath(Repository.Root, page)}: {target}";

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void The_index_lists_every_page()
    {
        var index = File.ReadAllText(Repository.PathOf("docs/README.md"));
        var missing = Pages().Select(page => Path.GetRelativePath(Repository.PathOf("docs"), page))
            .Where(page => page != "README.md" && !page.StartsWith("..", StringComparison.Ordinal) && !index.Contains($"]({page})", StringComparison.Ordinal));

        Assert.That(missing, Is.Empty);
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("README.md"));

    // A relative one, without its anchor.
    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
