using System.Text;
using LightKube.Api.Core.V1;
using LightKube.ApiServer.Watching;
using LightKube.Store;

namespace LightKube.ApiServer.Tests.Watching;

public sealed class EventRingTests
{
    [Test]
    public void A_reader_gets_what_comes_after_its_revision_in_order()
    {
        var ring = new EventRing(TimeProvider.System);
        ring.Reset(10);
        for (var revision = 11; revision <= 60; revision++)
        {
            ring.Add(Event(revision));
        }

        var into = new CacheEvent[100];
        Assert.That(ring.Read(10, into), Is.EqualTo(50));
        Assert.That(into.Take(50).Select(e => e.Revision), Is.EqualTo(Enumerable.Range(11, 50).Select(n => (long)n)));
        Assert.That(ring.Read(58, into), Is.EqualTo(2));
        Assert.That(ring.Read(60, into), Is.Zero);
        Assert.That(ring.Read(10, into.AsSpan(0, 7)), Is.EqualTo(7));
    }

    [Test]
    public void A_reader_from_before_the_ring_is_told_so()
    {
        var ring = new EventRing(TimeProvider.System);
        ring.Reset(10);
        for (var i = 0; i < EventRing.MaxEvents + 5; i++)
        {
            ring.Add(Event(11 + i));
        }

        var into = new CacheEvent[1];
        Assert.That(ring.CompleteAfter, Is.EqualTo(15));
        Assert.That(ring.Read(14, into), Is.EqualTo(-1));
        Assert.That(ring.Read(15, into), Is.EqualTo(1));
        Assert.That(into[0].Revision, Is.EqualTo(16));
    }

    [Test]
    public void Documents_of_replaced_objects_are_forgotten_when_their_event_has_passed()
    {
        var ring = new EventRing(TimeProvider.System);
        ring.Reset(10);
        var first = Kept(11);
        var second = Kept(12);
        var document = first.Document(keep: true);
        var present = second.Document(keep: true);
        ring.Add(new CacheEvent(StoreEventType.Updated, second, first));
        for (var i = 0; i < EventRing.DocumentsKeptFor - 1; i++)
        {
            ring.Add(Event(13 + i));
        }

        Assert.That(first.Document(keep: false), Is.SameAs(document));

        ring.Add(Event(13 + EventRing.DocumentsKeptFor));
        Assert.That(first.Document(keep: false), Is.Not.SameAs(document));
        Assert.That(second.Document(keep: false), Is.SameAs(present), "the object is still there");
    }

    private static CacheEntry Kept(long revision) =>
        new(ConfigMap.Schema, "a", revision, Encoding.UTF8.GetBytes("""{"metadata":{"name":"x"}}"""), null, keep: true);

    private static CacheEvent Event(long revision) => new(
        StoreEventType.Updated,
        new CacheEntry(ConfigMap.Schema, "a", revision, Encoding.UTF8.GetBytes("""{"metadata":{"name":"x"}}"""), null),
        null);
}
