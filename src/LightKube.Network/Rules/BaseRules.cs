using System.Net;
using LightKube.Network.Nftables;

namespace LightKube.Network.Rules;

/// <summary>
/// What stands in the table whatever the services are: base chains, maps, and the rules that lead into them.
/// </summary>
internal static class BaseRules
{
    private const byte Tcp = 6, Udp = 17;
    private const uint StateInvalid = 1;
    private const uint StatusDestinationChanged = 1 << 5;
    private const ushort DnsPort = 53;
    private static readonly IPNetwork Loopback = IPNetwork.Parse("127.0.0.0/8");
    private static readonly IPNetwork[] Multicast = [IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("ff00::/8")];

    public static void Write(NftTransaction transaction, NetworkLayout layout)
    {
        foreach (var family in IpFamily.All)
            foreach (var kind in Enum.GetValues<MapKind>())
                transaction.AddSet(Set(kind, family));
        transaction.AddBaseChain(new BaseChain(Names.RawPrerouting, "filter", Hook.Prerouting, BaseChain.RawPriority));
        transaction.AddBaseChain(new BaseChain(Names.RawOutput, "filter", Hook.Output, BaseChain.RawPriority));
        transaction.AddBaseChain(new BaseChain(Names.Forward, "filter", Hook.Forward, BaseChain.FilterPriority));
        transaction.AddBaseChain(new BaseChain(Names.NatPrerouting, "nat", Hook.Prerouting, BaseChain.DestinationNatPriority));
        transaction.AddBaseChain(new BaseChain(Names.NatOutput, "nat", Hook.Output, BaseChain.DestinationNatPriority));
        transaction.AddBaseChain(new BaseChain(Names.NatPostrouting, "nat", Hook.Postrouting, BaseChain.SourceNatPriority));
        transaction.AddChain(Names.Translate);
        transaction.AddChain(Names.NoEndpoints);
        transaction.AddChain(Names.NoLocalEndpoints);
        Add(transaction, Names.RawPrerouting, RawRules(layout, fromNode: false));
        Add(transaction, Names.RawOutput, RawRules(layout, fromNode: true));
        Add(transaction, Names.Forward, ForwardRules(layout));
        Add(transaction, Names.NatPrerouting, [new Rule().Take(Verdict.Jump(Names.Translate))]);
        Add(transaction, Names.NatOutput, [new Rule().Take(Verdict.Jump(Names.Translate))]);
        Add(transaction, Names.Translate, TranslateRules(layout));
        Add(transaction, Names.NoEndpoints,
            [new Rule().IfProtocol(Tcp).Then(new Reject(WithTcpReset: true)), new Rule().Then(new Reject(WithTcpReset: false))]);
        Add(transaction, Names.NoLocalEndpoints, [new Rule().Take(Verdict.Drop)]);
        Add(transaction, Names.NatPostrouting, PostroutingRules(layout));
    }

    public static NftSet Set(MapKind kind, IpFamily family)
    {
        SetType[] key = kind switch
        {
            MapKind.Service or MapKind.HostAddressPort => [family.AddressType, SetType.Protocol, SetType.Port],
            MapKind.NodePort or MapKind.HostPort => [SetType.Protocol, SetType.Port],
            _ => [family.AddressType, family.AddressType],
        };
        return new NftSet(Names.Map(kind, family), key)
        {
            HasVerdicts = kind is MapKind.Service or MapKind.NodePort,
            Data = kind is MapKind.HostPort or MapKind.HostAddressPort ? [family.AddressType, SetType.Port] : null,
        };
    }

    private static void Add(NftTransaction transaction, string chain, IEnumerable<Rule> rules)
    {
        foreach (var rule in rules)
            transaction.AddRule(chain, rule);
    }

    // The DNS server of this node answers at the cluster's DNS address. Untracked packets pass by all address translation, so
    // a Service with that address takes nothing away from it, and queries do not fill the connection table.
    private static IEnumerable<Rule> RawRules(NetworkLayout layout, bool fromNode)
    {
        if (!fromNode)
            // The bridge routes 127.0.0.0/8 for host ports on loopback addresses; pods must not reach the node's loopback by that.
            yield return new Rule("the node's loopback").IfFamily(IpFamily.V4).IfInputInterface(layout.BridgeName)
                .IfAddress(AddressSide.Destination, Loopback).Take(Verdict.Drop);
        foreach (var address in layout.DnsAddresses)
            foreach (var protocol in (byte[])[Udp, Tcp])
            {
                yield return new Rule("cluster DNS").IfFamily(IpFamily.Of(address)).IfAddress(AddressSide.Destination, address)
                    .IfProtocol(protocol).IfPort(DnsPort).Then(new NoTrack());
                yield return new Rule("cluster DNS").IfFamily(IpFamily.Of(address)).IfAddress(AddressSide.Source, address)
                    .IfProtocol(protocol).IfSourcePort(DnsPort).Then(new NoTrack());
            }
    }

    // A packet that tracking calls invalid was not translated back; its receiver would answer it with a reset.
    private static IEnumerable<Rule> ForwardRules(NetworkLayout layout)
    {
        foreach (var pods in layout.PodNetworks)
            yield return new Rule("not translated").IfFamily(IpFamily.Of(pods.BaseAddress))
                .IfAddress(AddressSide.Source, pods)
                .Then(new LoadConnectionState(0))
                .Then(new Bitwise(0, BitConverter.GetBytes(StateInvalid), new byte[4]))
                .Then(new Compare(0, new byte[4], Equal: false))
                .Take(Verdict.Drop);
    }

    private static IEnumerable<Rule> TranslateRules(NetworkLayout layout)
    {
        foreach (var services in layout.ServiceNetworks)
        {
            var family = IpFamily.Of(services.BaseAddress);
            // Endpoints elsewhere can answer pods, and the node by its address as the packet leaves; nobody else.
            var rule = new Rule("outsiders").IfFamily(family).IfAddress(AddressSide.Destination, services);
            foreach (var pods in layout.PodNetworks)
                if (IpFamily.Of(pods.BaseAddress) == family)
                    rule.IfAddress(AddressSide.Source, pods, inside: false);
            yield return rule.Mark(Names.MasqueradeMark);
        }
        foreach (var family in IpFamily.All)
        {
            yield return AddressLookup(family, 0).Then(new LookupVerdict(Names.Map(MapKind.Service, family), 0));
            yield return ToNode(family).LoadProtocolAndPort(0).Then(new LookupVerdict(Names.Map(MapKind.NodePort, family), 0));
            yield return Nat(AddressLookup(family, 0), MapKind.HostAddressPort, family);
            yield return Nat(new Rule().IfFamily(family).IfLocal(AddressSide.Destination).LoadProtocolAndPort(0), MapKind.HostPort, family);
        }
        foreach (var services in layout.ServiceNetworks)
            yield return new Rule("no such service").IfFamily(IpFamily.Of(services.BaseAddress))
                .IfAddress(AddressSide.Destination, services).Take(Verdict.Goto(Names.NoEndpoints));
    }

    // Node ports are not served on the loopback network: its packets have no way out of the node.
    private static Rule ToNode(IpFamily family)
    {
        var rule = new Rule().IfFamily(family);
        if (family == IpFamily.V4)
            rule.IfAddress(AddressSide.Destination, Loopback, inside: false);
        return rule.IfLocal(AddressSide.Destination);
    }

    private static Rule AddressLookup(IpFamily family, int register) =>
        new Rule().IfFamily(family).LoadAddress(AddressSide.Destination, family, register).LoadProtocolAndPort(register + family.AddressRegisters);

    private static Rule Nat(Rule rule, MapKind map, IpFamily family) =>
        rule.Then(new Lookup(Names.Map(map, family), 0, 0)).Then(new DestinationNat(family, 0, family.AddressRegisters));

    private static IEnumerable<Rule> PostroutingRules(NetworkLayout layout)
    {
        foreach (var family in IpFamily.All)
            // What reaches itself through a service would else answer itself directly, past the translation back.
            yield return IfDestinationChanged(new Rule("to itself").IfFamily(family))
                .LoadAddress(AddressSide.Source, family, 0)
                .LoadAddress(AddressSide.Destination, family, family.AddressRegisters)
                .Then(new Lookup(Names.Map(MapKind.Hairpin, family), 0))
                .Then(new Masquerade());
        yield return IfDestinationChanged(new Rule("from loopback").IfFamily(IpFamily.V4))
            .IfAddress(AddressSide.Source, Loopback).Then(new Masquerade());
        yield return new Rule("marked").IfMarked(Names.MasqueradeMark).Unmark(Names.MasqueradeMark).Then(new Masquerade());
        foreach (var pods in layout.PodNetworks)
        {
            var family = IpFamily.Of(pods.BaseAddress);
            yield return new Rule("out of the cluster").IfFamily(family)
                .IfAddress(AddressSide.Source, pods)
                .IfAddress(AddressSide.Destination, pods, inside: false)
                .IfAddress(AddressSide.Destination, family == IpFamily.V4 ? Multicast[0] : Multicast[1], inside: false)
                .Then(new Masquerade());
        }
    }

    private static Rule IfDestinationChanged(Rule rule) => rule
        .Then(new LoadConnectionStatus(0))
        .Then(new Bitwise(0, BitConverter.GetBytes(StatusDestinationChanged), new byte[4]))
        .Then(new Compare(0, new byte[4], Equal: false));
}
