using LightKube.ApiServer.Admission;
using LightKube.Configuration;
using LightKube.Foundation.Configuration;

namespace LightKube.Tests.Configuration;

public sealed class ReferenceTests
{
    [Test]
    public void The_reference_page_names_every_admission_plug_in()
    {
        var words = File.ReadAllText(Repository.PathOf("docs/reference/server.md")).Split([' ', ',', '.', ';', '\n'], StringSplitOptions.RemoveEmptyEntries);

        Assert.That(AdmissionPlugins.Names.Except(words), Is.Empty);
    }

    [Test]
    public void The_reference_page_is_what_the_table_says()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/reference/server.md"));

        Assert.That(page, Does.EndWith(OptionReference.WriteMarkdown(ServerOptionTable.All)));
    }
}
