using System.Net;
using LightKube.Network.Conntrack;
using LightKube.Network.Rules;
using LightKube.Network.Services;
using LightKube.Network.Tests.Rig;

namespace LightKube.Network.Tests.Rules;

internal sealed class RuleTableTests
{
    private static readonly IPAddress One = IPAddress.Parse("10.42.0.11"), Two = IPAddress.Parse("10.42.0.12");
    private readonly ServicePlan _plan = new(NodeRig.NodeName);
    private readonly RuleTable _table = new();

    [Test]
    public void A_new_endpoint_changes_one_chain_and_its_own_hairpin_element()
    {
        Set("web", A.Service(), One);

        var change = Set("web", A.Service(), One, Two);

        Assert.That(change.ChangedChains.Select(changed => changed.New.Name), Is.EqualTo(new[] { "cluster/default/web/tcp4/80" }));
        Assert.That(change.AddedElements, Is.EqualTo(new[] { new MapElement(MapKey.Hairpin(Two), default) }));
        Assert.That(change.AddedChains, Is.Empty);
        Assert.That(change.RemovedElements, Is.Empty);
    }

    [Test]
    public void The_same_again_changes_nothing()
    {
        Set("web", A.Service(), One);
        Assert.That(Set("web", A.Service(), One).IsEmpty);
    }

    [Test]
    public void What_two_services_claim_goes_to_the_second_when_the_first_is_gone()
    {
        var other = A.Service("other");
        Set("web", A.Service(), One);
        var claimed = Set("other", other, Two);
        var released = Remove("web");

        Assert.That(claimed.AddedElements.Where(element => element.Key.Kind == MapKind.Service), Is.Empty);
        Assert.That(released.AddedElements, Is.EqualTo(new[]
        {
            new MapElement(MapKey.Service(A.ClusterAddress, Transport.Tcp, 80), new MapValue("cluster/default/other/tcp4/80")),
        }));
        Assert.That(Remove("other").AddedElements, Is.Empty);
        Assert.That(_table.ElementCount, Is.Zero);
    }

    [Test]
    public void A_tracked_flow_is_stale_when_its_endpoint_is_gone_or_it_was_never_translated()
    {
        var service = A.Service(transport: Transport.Udp, port: 53, nodePort: 30053);
        var change = new RulesetChange();
        _table.Set("web", _plan.For(service, [A.Slice(Transport.Udp, 53, A.Endpoint(One))]), change);

        bool Stale(IPAddress to, ushort port, IPAddress replier, ushort replierPort) =>
            _table.IsStale(new TrackedFlow(to, port, replier, replierPort), change.TouchedUdp);

        Assert.That(Stale(A.ClusterAddress, 53, One, 53), Is.False);
        Assert.That(Stale(A.ClusterAddress, 53, Two, 53), Is.True);
        Assert.That(Stale(NodeRig.NodeAddress, 30053, One, 53), Is.False);
        Assert.That(Stale(NodeRig.NodeAddress, 30053, NodeRig.NodeAddress, 30053), Is.True);
        Assert.That(Stale(A.ClusterAddress, 54, Two, 53), Is.False, "another port is not ours");
    }

    private RulesetChange Set(string owner, ServiceInput service, params IPAddress[] endpoints)
    {
        var change = new RulesetChange();
        _table.Set(owner, _plan.For(service, [A.Slice(8080, endpoints)]), change);
        return change;
    }

    private RulesetChange Remove(string owner)
    {
        var change = new RulesetChange();
        _table.Set(owner, null, change);
        return change;
    }
}
