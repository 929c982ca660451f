using LightKube.Foundation.Configuration;

namespace LightKube.Foundation.Tests.Configuration;

public sealed class SuggestionTests
{
    private static readonly string[] Known = ["data-dir", "node-name", "cluster-cidr"];

    [TestCase("dtaa-dir", "data-dir")]
    [TestCase("datadir", "data-dir")]
    [TestCase("nodename", "node-name")]
    [TestCase("cluster-cdir", "cluster-cidr")]
    public void A_mistyped_word_finds_what_was_meant(string word, string meant) => Assert.That(Suggestion.For(word, Known), Is.EqualTo(meant));

    [TestCase("port")]
    [TestCase("")]
    public void A_word_that_is_near_nothing_finds_nothing(string word) => Assert.That(Suggestion.For(word, Known), Is.Null);

    [TestCase("kitten", "sitting", 3)]
    [TestCase("ab", "ba", 1)]
    [TestCase("", "abc", 3)]
    [TestCase("same", "same", 0)]
    public void The_distance_counts_edits_and_swaps(string a, string b, int distance) =>
        Assert.That(Suggestion.EditDistance(a, b), Is.EqualTo(distance));
}
