using LightKube.ApiServer.Hosting;

namespace LightKube.ApiServer.Tests.Hosting;

/// <summary>What clients read out of <c>/version</c>.</summary>
internal sealed class VersionHandlerTests
{
    [TestCase("0.1.0+0a1b2c", "v1.36.4+lightkube.0.1.0.0a1b2c")]
    [TestCase("0.1.0", "v1.36.4+lightkube.0.1.0")]
    public void Version_is_a_semantic_one(string build, string expected) =>
        Assert.That(VersionHandler.GitVersionOf(build), Is.EqualTo(expected));

    [TestCase("0.1.0+0a1b2c", "0a1b2c")]
    [TestCase("0.1.0", "0000000000000000000000000000000000000000")]
    public void Commit_is_hexadecimal(string build, string expected) =>
        Assert.That(VersionHandler.GitCommitOf(build), Is.EqualTo(expected));
}
