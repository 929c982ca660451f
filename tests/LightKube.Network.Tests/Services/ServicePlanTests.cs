using System.Net;
using LightKube.Network.Rules;
using LightKube.Network.Services;
using LightKube.Network.Tests.Rig;

namespace LightKube.Network.Tests.Services;

internal sealed class ServicePlanTests
{
    private static readonly IPAddress One = IPAddress.Parse("10.42.0.11"), Two = IPAddress.Parse("10.42.1.12");
    private readonly ServicePlan _plan = new(NodeRig.NodeName);

    [Test]
    public void Only_ready_endpoints_are_used_while_there_are_some()
    {
        var rules = _plan.For(A.Service(), [A.Slice(Transport.Tcp, 8080,
            A.Endpoint(One), A.Endpoint(Two) with { Ready = false, Terminating = true })]);

        Assert.That(Balance(rules, "cluster").Endpoints, Is.EqualTo(new[] { new Endpoint(One, 8080) }));
    }

    [Test]
    public void Without_ready_ones_endpoints_that_terminate_but_serve_are_used()
    {
        var rules = _plan.For(A.Service(), [A.Slice(Transport.Tcp, 8080,
            A.Endpoint(One) with { Ready = false, Serving = false, Terminating = true },
            A.Endpoint(Two) with { Ready = false, Terminating = true })]);

        Assert.That(Balance(rules, "cluster").Endpoints, Is.EqualTo(new[] { new Endpoint(Two, 8080) }));
    }

    [Test]
    public void Ports_go_with_slices_by_name_and_transport()
    {
        var service = A.Service() with
        {
            Ports = [new ServicePortInput("dns", Transport.Udp, 53), new ServicePortInput("dns-tcp", Transport.Tcp, 53)],
        };
        var slice = new SliceInput([new SlicePortInput("dns", Transport.Udp, 5353), new SlicePortInput("dns-tcp", Transport.Tcp, 5354)], [A.Endpoint(One)]);

        var rules = _plan.For(service, [slice]);

        Assert.That(rules.Chains.Cast<BalanceChain>().Select(chain => (chain.Name, chain.Endpoints[0].Port)), Is.EquivalentTo(new[]
        {
            ("cluster/default/web/udp4/53", (ushort)5353),
            ("cluster/default/web/tcp4/53", (ushort)5354),
        }));
    }

    [Test]
    public void The_same_endpoints_in_another_order_and_in_two_slices_make_equal_rules()
    {
        var first = _plan.For(A.Service(nodePort: 30080), [A.Slice(8080, One, Two)]);
        var second = _plan.For(A.Service(nodePort: 30080), [A.Slice(8080, Two), A.Slice(8080, One, Two)]);

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void A_headless_service_has_no_rules() =>
        Assert.That(_plan.For(A.Service() with { ClusterAddresses = [] }, [A.Slice(8080, One)]), Is.EqualTo(OwnedRules.None));

    private static BalanceChain Balance(OwnedRules rules, string kind) =>
        rules.Chains.OfType<BalanceChain>().Single(chain => chain.Name.StartsWith(kind + "/", StringComparison.Ordinal));
}
