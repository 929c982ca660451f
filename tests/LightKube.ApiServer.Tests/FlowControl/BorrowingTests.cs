using LightKube.ApiServer.FlowControl;

namespace LightKube.ApiServer.Tests.FlowControl;

public sealed class BorrowingTests
{
    [TestCase(30, 33, null, 74, 50, 674)]
    [TestCase(5, 0, null, 13, 13, 613)]
    [TestCase(100, 90, 10, 245, 24, 270)]
    [TestCase(0, 0, null, 0, 0, 600)]
    public void A_level_has_its_part_of_the_servers_seats(int shares, int lendable, int? borrowing, int nominal, int least, int most) =>
        Assert.That(LevelShare.Of(600, shares, 245, lendable, borrowing), Is.EqualTo(new LevelShare(nominal, least, most)));

    [Test]
    public void Who_wants_twice_as_much_gets_twice_as_much() =>
        Assert.That(Borrowing.Divide(90, [new(0, 600, 10), new(0, 600, 20)]), Is.EqualTo(new[] { 30, 60 }));

    [Test]
    public void Nobody_gets_less_than_is_not_lent_or_more_than_may_be_borrowed() =>
        Assert.That(Borrowing.Divide(100, [new(20, 600, 1), new(0, 30, 50), new(0, 600, 50)]), Is.EqualTo(new[] { 20, 30, 50 }));

    [Test]
    public void What_nobody_may_have_stays() =>
        Assert.That(Borrowing.Divide(100, [new(1, 10, 5), new(1, 20, 5)]), Is.EqualTo(new[] { 10, 20 }));
}
