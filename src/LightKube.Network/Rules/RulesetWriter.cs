using System.Buffers.Binary;
using LightKube.Network.Nftables;

namespace LightKube.Network.Rules;

/// <summary>
/// Writes changes as transactions. The order is the one in which nothing ever refers to what does not exist: make, fill,
/// lead in, lead out, remove.
/// </summary>
internal sealed class RulesetWriter(NetworkLayout layout)
{
    private readonly ChainCompiler _compiler = new(layout.PodNetworks);

    /// <summary>Replaces the table, if there is one, by this content: packets see the old one or the new one.</summary>
    public NftTransaction Replace(RulesetChange whole)
    {
        var transaction = new NftTransaction(Names.Table);
        // Adding first lets the deletion succeed where there was none.
        transaction.AddTable();
        transaction.DeleteTable();
        transaction.AddTable();
        BaseRules.Write(transaction, layout);
        Write(transaction, whole);
        return transaction;
    }

    public NftTransaction Update(RulesetChange change)
    {
        var transaction = new NftTransaction(Names.Table);
        Write(transaction, change);
        return transaction;
    }

    private void Write(NftTransaction transaction, RulesetChange change)
    {
        foreach (var chain in change.AddedChains)
        {
            transaction.AddChain(chain.Name);
            AddRemembered(transaction, chain, ChainCompiler.Remembered(chain));
        }
        foreach (var (old, next) in change.ChangedChains)
        {
            transaction.FlushChain(old.Name);
            RemoveRemembered(transaction, old, Gone(old, next));
            AddRemembered(transaction, next, Gone(next, old));
        }
        foreach (var chain in change.AddedChains.Concat(change.ChangedChains.Select(changed => changed.New)))
            foreach (var rule in _compiler.Rules(chain))
                transaction.AddRule(chain.Name, rule);
        WriteElements(transaction, change);
        foreach (var chain in change.RemovedChains)
            transaction.FlushChain(chain.Name);
        foreach (var chain in change.RemovedChains)
        {
            RemoveRemembered(transaction, chain, ChainCompiler.Remembered(chain));
            transaction.DeleteChain(chain.Name);
        }
    }

    // The memory of endpoints that both have is kept, with its clients, unless its time changed.
    private static IEnumerable<Endpoint> Gone(ServiceChain of, ServiceChain other)
    {
        var stays = other is BalanceChain balance && of is BalanceChain mine && mine.AffinitySeconds == balance.AffinitySeconds
            ? ChainCompiler.Remembered(other).ToHashSet()
            : [];
        return ChainCompiler.Remembered(of).Where(endpoint => !stays.Contains(endpoint));
    }

    private static void AddRemembered(NftTransaction transaction, ServiceChain chain, IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            var balance = (BalanceChain)chain;
            transaction.AddSet(ChainCompiler.ClientSet(balance, endpoint));
            transaction.AddChain(Names.EndpointChain(balance, endpoint));
            transaction.AddRule(Names.EndpointChain(balance, endpoint), ChainCompiler.EndpointRule(balance, endpoint));
        }
    }

    private static void RemoveRemembered(NftTransaction transaction, ServiceChain chain, IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            var balance = (BalanceChain)chain;
            transaction.FlushChain(Names.EndpointChain(balance, endpoint));
            transaction.DeleteChain(Names.EndpointChain(balance, endpoint));
            transaction.DeleteSet(Names.ClientSet(balance, endpoint));
        }
    }

    private static void WriteElements(NftTransaction transaction, RulesetChange change)
    {
        foreach (var group in change.RemovedElements.GroupBy(element => (element.Key.Kind, element.Key.Family)))
            transaction.DeleteElements(Names.Map(group.Key.Kind, group.Key.Family), [.. group.Select(Encode)]);
        foreach (var group in change.AddedElements.GroupBy(element => (element.Key.Kind, element.Key.Family)))
            transaction.AddElements(Names.Map(group.Key.Kind, group.Key.Family), [.. group.Select(Encode)]);
    }

    private static NftElement Encode(MapElement element)
    {
        var key = Key(element.Key);
        if (element.Value.Chain is { } chain)
            return new NftElement(key, Verdict.Goto(chain));
        return element.Value.Endpoint is { } endpoint ? new NftElement(key, Data: ChainCompiler.Datum(endpoint)) : new NftElement(key);
    }

    private static byte[] Key(MapKey key)
    {
        var encoded = new byte[BaseRules.Set(key.Kind, key.Family).KeyLength];
        var rest = encoded.AsSpan();
        if (key.Address is { } address)
        {
            address.TryWriteBytes(rest, out var length);
            rest = rest[length..];
            if (key.Kind == MapKind.Hairpin)
            {
                address.TryWriteBytes(rest, out _);
                return encoded;
            }
        }
        rest[0] = (byte)key.Transport;
        BinaryPrimitives.WriteUInt16BigEndian(rest[4..], key.Port);
        return encoded;
    }
}
