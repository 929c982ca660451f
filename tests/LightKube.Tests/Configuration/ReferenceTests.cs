using LightKube.Configuration;
using LightKube.Foundation.Configuration;

namespace LightKube.Tests.Configuration;

public sealed class ReferenceTests
{
    [Test]
    public void The_reference_page_is_what_the_table_says()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs/reference/server.md"));

        Assert.That(page, Does.EndWith(OptionReference.WriteMarkdown(ServerOptionTable.All)));
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LightKube.sln")))
            directory = directory.Parent ?? throw new AssertionException("LightKube.sln is in none of the directories above the tests.");
        return directory.FullName;
    }
}
