namespace LightKube.Network.Rules;

/// <summary>What one transaction has to change; the lists are disjoint.</summary>
internal sealed class RulesetChange
{
    public List<ServiceChain> AddedChains { get; } = [];

    /// <summary>Chains whose rules are other ones now, as they were and as they will be.</summary>
    public List<(ServiceChain Old, ServiceChain New)> ChangedChains { get; } = [];

    public List<ServiceChain> RemovedChains { get; } = [];
    public List<MapElement> RemovedElements { get; } = [];
    public List<MapElement> AddedElements { get; } = [];

    /// <summary>UDP keys behind which endpoints came or went: tracked connections to them have to be looked at.</summary>
    public HashSet<MapKey> TouchedUdp { get; } = [];

    public bool IsEmpty =>
        AddedChains.Count + ChangedChains.Count + RemovedChains.Count + RemovedElements.Count + AddedElements.Count == 0;
}
