using System.Text.RegularExpressions;

namespace LightKube.Tests;

/// <summary>The page names files and types as they are in the tree now.</summary>
public sealed partial class ArchitecturePageTests
{
    private readonly string _page = File.ReadAllText(Repository.PathOf("docs/architecture.md"));

    [Test]
    public void Every_path_exists()
    {
        var paths = Quoted().Where(text => text.Contains('/')).ToList();

        Assert.That(paths, Is.Not.Empty);
        Assert.That(paths.Where(path => !Path.Exists(Repository.PathOf(path))), Is.Empty);
    }

    [Test]
    public void Every_type_exists()
    {
        var names = Quoted().Where(text => Name().IsMatch(text)).ToList();

        Assert.That(names, Is.Not.Empty);
        Assert.That(names.Except(DeclaredTypes()), Is.Empty);
    }

    private IEnumerable<string> Quoted() => InBackticks().Matches(_page).Select(match => match.Groups[1].Value).Distinct();

    private static IEnumerable<string> DeclaredTypes() =>
        Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Declaration().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value);

    // Not across lines: the picture stands between lines of three backticks.
    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"\A[A-Z]\w+\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b(?:class|record struct|record|struct|interface|enum) (\w+)")]
    private static partial Regex Declaration();
}
