using LightKube.Histories.Checks;

namespace LightKube.Histories;

/// <summary>The checkers find what they are there for.</summary>
public sealed class CheckerTests
{
    [Test]
    public void Calls_at_once_may_be_in_any_order() =>
        Assert.That(Violation(Create("a", 1, 10, version: 5), Read("", 2, 9, Outcome.Absent), Read("a", 2, 9, version: 5)), Is.Null);

    [Test]
    public void A_stale_read_is_found() =>
        Assert.That(Violation(Create("a", 1, 2, version: 5), Patch("b", 3, 4, version: 6), Read("a", 5, 6, version: 5)), Is.Not.Null);

    [Test]
    public void A_lost_write_is_found() =>
        Assert.That(Violation(Create("a", 1, 2, version: 5), Read("", 3, 4, Outcome.Absent)), Is.Not.Null);

    [Test]
    public void Two_winners_of_one_race_are_found() =>
        Assert.That(Violation(Create("a", 1, 2, version: 5), Replace("b", 5, 3, 10, version: 6), Replace("c", 5, 3, 10, version: 7)), Is.Not.Null);

    [Test]
    public void A_write_without_an_answer_may_have_been_done_or_not() => Assert.Multiple(() =>
    {
        Assert.That(Violation(Create("a", 1, 2, version: 5), Unknown("b", 3), Read("a", 4, 5, version: 5)), Is.Null);
        Assert.That(Violation(Create("a", 1, 2, version: 5), Unknown("b", 3), Read("b", 4, 5, version: 6), Read("b", 6, 7, version: 6)), Is.Null);
        Assert.That(Violation(Create("a", 1, 2, version: 5), Unknown("b", 3), Read("b", 4, 5, version: 6), Read("a", 6, 7, version: 5)), Is.Not.Null);
    });

    [Test]
    public void Versions_out_of_order_are_found() =>
        Assert.That(RealTime.Violations([Create("a", 1, 2, version: 9), Patch("b", 3, 4, version: 8)], []), Is.Not.Empty);

    [Test]
    public void An_old_list_is_found() =>
        Assert.That(RealTime.Violations([Create("a", 1, 2, version: 9)], [new Snapshot(3, 4, 8, new Dictionary<string, (string, long)>())]), Is.Not.Empty);

    [TestCase("ADDED 1 red,MODIFIED 2 red,DELETED 3 red", "", "ADDED 1 red,MODIFIED 2 red,DELETED 3 red", true)]
    [TestCase("ADDED 1 red,MODIFIED 2 red,MODIFIED 3 red", "", "ADDED 1 red,MODIFIED 3 red", false)]
    [TestCase("ADDED 1 red,MODIFIED 2 red", "", "ADDED 1 red,MODIFIED 2 red,MODIFIED 2 red", false)]
    [TestCase("ADDED 1 red,MODIFIED 2 blue,MODIFIED 3 red", "red", "ADDED 1 red,DELETED 2 blue,ADDED 3 red", true)]
    [TestCase("ADDED 1 red,MODIFIED 2 blue,MODIFIED 3 red", "red", "ADDED 1 red,MODIFIED 3 red", false)]
    public void Gaps_repetitions_and_wrong_types_of_events_are_found(string everything, string selected, string saw, bool isRight)
    {
        var all = new WatchHistory("", 0, Events(everything), 3);
        var watcher = new WatchHistory(selected, 0, Events(saw), 3);

        Assert.That(Watches.Violations([], [all, watcher]), isRight ? Is.Empty : Is.Not.Empty);
    }

    private static List<Seen> Events(string text) =>
        [.. text.Split(',').Select(part => part.Split(' ')).Select(parts => new Seen(parts[0], "key", parts[1][0] - '0', parts[1], parts[2]))];

    private static string? Violation(params Operation[] operations) => Linearizability.Violation(operations);

    private static Operation Create(string value, long begin, long end, long version) => new(Verb.Create, "key", begin, end, value, 0, Outcome.Done, version);

    private static Operation Patch(string value, long begin, long end, long version) => new(Verb.Patch, "key", begin, end, value, 0, Outcome.Done, version);

    private static Operation Replace(string value, long expected, long begin, long end, long version) => new(Verb.Replace, "key", begin, end, value, expected, Outcome.Done, version);

    private static Operation Unknown(string value, long begin) => new(Verb.Patch, "key", begin, long.MaxValue, value, 0, Outcome.Unknown, 0);

    private static Operation Read(string value, long begin, long end, Outcome outcome = Outcome.Done, long version = 0) => new(Verb.Read, "key", begin, end, value, 0, outcome, version);
}
