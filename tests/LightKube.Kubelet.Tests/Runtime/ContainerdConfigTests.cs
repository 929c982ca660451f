using LightKube.Kubelet.Runtime;
using LightKube.Kubelet.Runtime.Containerd;

namespace LightKube.Kubelet.Tests.Runtime;

internal sealed class ContainerdConfigTests
{
    [TestCase(true, "oom_score = -999", "restrict_oom_score_adj = false")]
    [TestCase(false, "oom_score = 0", "restrict_oom_score_adj = true")]
    public void Without_the_right_to_lower_oom_scores_it_is_not_tried(bool may, string own, string pods)
    {
        var config = ContainerdConfig.Render(Settings() with { MayLowerOomScore = may });

        Assert.That(config, Does.Contain(own).And.Contain(pods));
    }

    [Test]
    public void Paths_are_quoted()
    {
        var config = ContainerdConfig.Render(Settings() with { Root = "/a \"b\"\\c" });

        Assert.That(config, Does.Contain("root = \"/a \\\"b\\\"\\\\c\""));
    }

    [TestCase("CapEff:\t000001ffffffffff", true)]
    [TestCase("CapEff:\t000001fffeffffff", false)]
    [TestCase("CapPrm:\t000001ffffffffff", false)]
    public void The_right_is_a_bit_of_the_effective_capabilities(string line, bool may) =>
        Assert.That(Capabilities.MayLowerOomScore(["Name:\tx", line]), Is.EqualTo(may));

    private static ContainerdSettings Settings() => new()
    {
        Root = "/r",
        State = "/s",
        SandboxImage = "p:1",
        RuncPath = "/b/runc",
        CniConfDirectory = "/c",
        CniBinDirectory = "/d",
        RegistryDirectory = "/e",
        Snapshotter = "overlayfs",
        SystemdCgroups = false,
        MayLowerOomScore = true,
    };
}
