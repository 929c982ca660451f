using LightKube.Configuration;
using LightKube.Foundation.Configuration;

namespace LightKube.Tests.Configuration;

public sealed class ReferenceTests
{
    [Test]
    public void The_reference_page_is_what_the_table_says()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/reference/server.md"));

        Assert.That(page, Does.EndWith(OptionReference.WriteMarkdown(ServerOptionTable.All)));
    }
}
