using LightKube.Network.Conntrack;

namespace LightKube.Network.Rules;

/// <summary>
/// The desired state of the packet filter, by owner, and the differences between two of its states. Pure: it touches nothing.
/// </summary>
/// <remarks>
/// Two owners may ask for the same element (one external address in two services). The first keeps it; the next gets it
/// when the first lets go.
/// </remarks>
internal sealed class RuleTable
{
    private readonly Dictionary<string, OwnedRules> _owners = [];
    private readonly Dictionary<string, ServiceChain> _chains = [];
    private readonly Dictionary<MapKey, (string Owner, MapValue Value)> _held = [];
    private readonly Dictionary<MapKey, List<(string Owner, MapValue Value)>> _waiting = [];

    public IEnumerable<string> Owners => _owners.Keys;

    public int ElementCount => _held.Count;

    /// <summary>Replaces what an owner asks for (null: nothing any more) and adds the differences to <paramref name="change"/>.</summary>
    public void Set(string owner, OwnedRules? rules, RulesetChange change)
    {
        var old = _owners.GetValueOrDefault(owner, OwnedRules.None);
        var next = rules ?? OwnedRules.None;
        if (old == next)
            return;
        if (next == OwnedRules.None)
            _owners.Remove(owner);
        else
            _owners[owner] = next;
        var keys = TouchedUdpKeys(old, next);
        ReplaceChains(old, next, change);
        ReplaceElements(owner, old, next, change);
        change.TouchedUdp.UnionWith(keys);
    }

    /// <summary>All of it as one change, for an empty table.</summary>
    public RulesetChange Whole()
    {
        var change = new RulesetChange();
        change.AddedChains.AddRange(_chains.Values);
        foreach (var (key, held) in _held)
        {
            change.AddedElements.Add(new MapElement(key, held.Value));
            if (IsUdp(key))
                change.TouchedUdp.Add(key);
        }
        return change;
    }

    /// <summary>Whether a tracked connection goes where no rule leads any more.</summary>
    public bool IsStale(TrackedFlow flow, IReadOnlySet<MapKey> touched)
    {
        foreach (var key in KeysOf(flow))
        {
            if (!touched.Contains(key))
                continue;
            if (!_held.TryGetValue(key, out var held))
                return flow.IsTranslated;
            return !Leads(held.Value, new Endpoint(flow.Replier, flow.ReplierPort));
        }
        return false;
    }

    // The order in which the rules look the keys up.
    private static IEnumerable<MapKey> KeysOf(TrackedFlow flow)
    {
        var service = MapKey.Service(flow.Destination, Transport.Udp, flow.DestinationPort);
        yield return service;
        yield return service with { Kind = MapKind.NodePort, Address = null };
        yield return service with { Kind = MapKind.HostAddressPort };
        yield return service with { Kind = MapKind.HostPort, Address = null };
    }

    private bool Leads(MapValue value, Endpoint endpoint) => value.Endpoint is { } only ? only == endpoint : ChainLeads(value.Chain, endpoint);

    private bool ChainLeads(string? name, Endpoint endpoint) =>
        name is not null && _chains.TryGetValue(name, out var chain) && chain switch
        {
            BalanceChain balance => balance.Endpoints.Contains(endpoint),
            ExternalChain external => ChainLeads(external.Cluster, endpoint),
            ExternalLocalChain local => ChainLeads(local.Cluster, endpoint) || ChainLeads(local.Local, endpoint),
            SourceFilterChain filter => ChainLeads(filter.Target, endpoint),
            _ => false,
        };

    private void ReplaceChains(OwnedRules old, OwnedRules next, RulesetChange change)
    {
        foreach (var chain in next.Chains)
        {
            if (!_chains.TryGetValue(chain.Name, out var present))
                change.AddedChains.Add(chain);
            else if (present != chain)
                change.ChangedChains.Add((present, chain));
            _chains[chain.Name] = chain;
        }
        var kept = next.Chains.Select(chain => chain.Name).ToHashSet();
        foreach (var chain in old.Chains)
        {
            if (kept.Contains(chain.Name))
                continue;
            _chains.Remove(chain.Name);
            change.RemovedChains.Add(chain);
        }
    }

    private void ReplaceElements(string owner, OwnedRules old, OwnedRules next, RulesetChange change)
    {
        var wanted = new Dictionary<MapKey, MapValue>();
        foreach (var element in next.Elements)
            wanted[element.Key] = element.Value;
        foreach (var element in old.Elements)
            if (!wanted.ContainsKey(element.Key))
                Release(owner, element.Key, change);
        foreach (var (key, value) in wanted)
            Claim(owner, key, value, change);
    }

    private void Claim(string owner, MapKey key, MapValue value, RulesetChange change)
    {
        if (!_held.TryGetValue(key, out var held))
        {
            _held[key] = (owner, value);
            change.AddedElements.Add(new MapElement(key, value));
        }
        else if (held.Owner != owner)
        {
            if (!_waiting.TryGetValue(key, out var waiting))
                _waiting[key] = waiting = [];
            waiting.RemoveAll(claim => claim.Owner == owner);
            waiting.Add((owner, value));
        }
        else
        {
            Hold(key, owner, held.Value, value, change);
        }
    }

    private void Release(string owner, MapKey key, RulesetChange change)
    {
        _waiting.TryGetValue(key, out var waiting);
        if (!_held.TryGetValue(key, out var held) || held.Owner != owner)
        {
            waiting?.RemoveAll(claim => claim.Owner == owner);
        }
        else if (waiting is [var heir, ..])
        {
            waiting.RemoveAt(0);
            Hold(key, heir.Owner, held.Value, heir.Value, change);
        }
        else
        {
            _held.Remove(key);
            change.RemovedElements.Add(new MapElement(key, held.Value));
        }
        if (waiting is [])
            _waiting.Remove(key);
    }

    private void Hold(MapKey key, string owner, MapValue old, MapValue next, RulesetChange change)
    {
        _held[key] = (owner, next);
        if (old == next)
            return;
        change.RemovedElements.Add(new MapElement(key, old));
        change.AddedElements.Add(new MapElement(key, next));
    }

    private static bool IsUdp(MapKey key) => key.Transport == Transport.Udp;

    // Any change of an owner with UDP ports touches them all: finer would cost more than the look at the tracked connections.
    private static IEnumerable<MapKey> TouchedUdpKeys(OwnedRules old, OwnedRules next) =>
        old.Elements.Concat(next.Elements).Select(element => element.Key).Where(IsUdp);
}
