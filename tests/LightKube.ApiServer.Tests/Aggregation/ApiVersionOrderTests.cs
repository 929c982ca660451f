using LightKube.Api.CustomResources;
using LightKube.ApiServer.Aggregation;

namespace LightKube.ApiServer.Tests.Aggregation;

public sealed class ApiVersionOrderTests
{
    [Test]
    public void Versions_are_ordered_as_the_documentation_says()
    {
        string[] wanted = ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"];
        var versions = wanted.Reverse().ToArray();

        Array.Sort(versions, static (a, b) => VersionOrder.Compare(b, a));

        Assert.That(versions, Is.EqualTo(wanted));
    }

    [TestCase("jane", "jane")]
    [TestCase("authentication.kubernetes.io/pod-name", "authentication.kubernetes.io%2Fpod-name")]
    [TestCase("a%b", "a%25b")]
    [TestCase("ä", "%C3%A4")]
    public void Keys_of_extra_fields_become_names_of_headers(string key, string wanted) =>
        Assert.That(RemoteIdentity.Escape(key), Is.EqualTo(wanted));
}
