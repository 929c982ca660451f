using LightKube.Kubelet.Env;

namespace LightKube.Kubelet.Tests.Env;

internal sealed class VariableExpansionTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["A"] = "1", ["LONG_NAME"] = "two" };

    [TestCase("plain", "plain")]
    [TestCase("$(A)", "1")]
    [TestCase("x$(A)y$(LONG_NAME)z", "x1ytwoz")]
    [TestCase("$(UNKNOWN)", "$(UNKNOWN)")]
    [TestCase("$$(A)", "$(A)")]
    [TestCase("$$$(A)", "$1")]
    [TestCase("$A", "$A")]
    [TestCase("$(A", "$(A")]
    [TestCase("costs 5$", "costs 5$")]
    [TestCase("$(A)$$$$", "1$$")]
    public void References_become_values(string text, string expanded) =>
        Assert.That(VariableExpansion.Expand(text, Variables), Is.EqualTo(expanded));
}
