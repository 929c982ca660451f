using System.Buffers.Binary;
using System.Net;
using LightKube.Network.Nftables;

namespace LightKube.Network.Rules;

/// <summary>Turns what a chain means into rules, and into the sets and further chains that only it uses.</summary>
internal sealed class ChainCompiler(IReadOnlyList<IPNetwork> podNetworks)
{
    // What one endpoint's memory of clients may take of the kernel's; a client beyond it is balanced as a new one.
    private const uint AffinityClientsMax = 65536;

    /// <summary>Sets, and chains besides the named one, that the chain's rules refer to.</summary>
    public static IEnumerable<Endpoint> Remembered(ServiceChain chain) =>
        chain is BalanceChain { AffinitySeconds: > 0 } balance ? balance.Endpoints : [];

    public static NftSet ClientSet(BalanceChain chain, Endpoint endpoint) => new(Names.ClientSet(chain, endpoint), [chain.Family.AddressType])
    {
        Timeout = TimeSpan.FromSeconds(chain.AffinitySeconds),
        Size = AffinityClientsMax,
    };

    public IEnumerable<Rule> Rules(ServiceChain chain) => chain switch
    {
        BalanceChain { AffinitySeconds: > 0 } sticky => StickyRules(sticky),
        BalanceChain balance => [BalanceRule(balance)],
        ExternalChain external => [new Rule().Mark(Names.MasqueradeMark), new Rule().Take(Verdict.Goto(external.Cluster))],
        ExternalLocalChain local => LocalRules(local),
        SourceFilterChain filter => FilterRules(filter),
        _ => throw new ArgumentOutOfRangeException(nameof(chain), chain, "unknown chain"),
    };

    /// <summary>The rules of the chain of one remembered endpoint: note the client, then lead it there.</summary>
    public static Rule EndpointRule(BalanceChain chain, Endpoint endpoint) =>
        new Rule()
            .LoadAddress(AddressSide.Source, chain.Family, 0)
            .Then(new UpdateSet(Names.ClientSet(chain, endpoint), 0))
            .Then(new LoadConstant(0, endpoint.Address.GetAddressBytes()))
            .Then(new LoadConstant(chain.Family.AddressRegisters, Port(endpoint.Port)))
            .Then(new DestinationNat(chain.Family, 0, chain.Family.AddressRegisters));

    /// <summary>address . port, as a map's data.</summary>
    public static byte[] Datum(Endpoint endpoint)
    {
        var address = endpoint.Address.GetAddressBytes();
        var datum = new byte[address.Length + 4];
        address.CopyTo(datum, 0);
        BinaryPrimitives.WriteUInt16BigEndian(datum.AsSpan(address.Length), endpoint.Port);
        return datum;
    }

    private static Rule BalanceRule(BalanceChain chain)
    {
        if (chain.Endpoints.Count == 1)
            return new Rule()
                .Then(new LoadConstant(0, chain.Endpoints[0].Address.GetAddressBytes()))
                .Then(new LoadConstant(chain.Family.AddressRegisters, Port(chain.Endpoints[0].Port)))
                .Then(new DestinationNat(chain.Family, 0, chain.Family.AddressRegisters));
        var choices = new NftElement[chain.Endpoints.Count];
        for (var index = 0; index < choices.Length; index++)
            choices[index] = new NftElement(BitConverter.GetBytes((uint)index), Data: Datum(chain.Endpoints[index]));
        return new Rule()
            .Then(new LoadRandom((uint)choices.Length, 0))
            .Then(new LookupChoice([chain.Family.AddressType, SetType.Port], choices, 0, 0))
            .Then(new DestinationNat(chain.Family, 0, chain.Family.AddressRegisters));
    }

    private static IEnumerable<Rule> StickyRules(BalanceChain chain)
    {
        foreach (var endpoint in chain.Endpoints)
            yield return new Rule()
                .LoadAddress(AddressSide.Source, chain.Family, 0)
                .Then(new Lookup(Names.ClientSet(chain, endpoint), 0))
                .Take(Verdict.Goto(Names.EndpointChain(chain, endpoint)));
        var choices = new NftElement[chain.Endpoints.Count];
        for (var index = 0; index < choices.Length; index++)
            choices[index] = new NftElement(
                BitConverter.GetBytes((uint)index), Verdict.Goto(Names.EndpointChain(chain, chain.Endpoints[index])));
        yield return new Rule().Then(new LoadRandom((uint)choices.Length, 0)).Then(new LookupChoice(null, choices, 0, null));
    }

    private IEnumerable<Rule> LocalRules(ExternalLocalChain chain)
    {
        foreach (var pods in podNetworks)
            if (IpFamily.Of(pods.BaseAddress) == chain.Family)
                yield return new Rule("from pods").IfAddress(AddressSide.Source, pods).Take(Verdict.Goto(chain.Cluster));
        yield return new Rule("from this node").IfLocal(AddressSide.Source).Mark(Names.MasqueradeMark).Take(Verdict.Goto(chain.Cluster));
        yield return new Rule().Take(Verdict.Goto(chain.Local));
    }

    private static IEnumerable<Rule> FilterRules(SourceFilterChain chain)
    {
        foreach (var network in chain.Sources)
            yield return new Rule().IfAddress(AddressSide.Source, network).Take(Verdict.Goto(chain.Target));
        // The node itself asks for its own load balancers whoever else may.
        yield return new Rule("from this node").IfLocal(AddressSide.Source).Take(Verdict.Goto(chain.Target));
        yield return new Rule().Take(Verdict.Drop);
    }

    private static byte[] Port(ushort port)
    {
        var value = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(value, port);
        return value;
    }
}
