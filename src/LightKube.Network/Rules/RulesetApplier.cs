using LightKube.Network.Conntrack;
using LightKube.Network.Netlink;
using LightKube.Network.Nftables;

namespace LightKube.Network.Rules;

/// <summary>
/// Keeps the kernel's table equal to what its owners ask for. The first commit replaces the table whole, so that a
/// restart interrupts nothing; later ones hold differences. Made in the network namespace it works on; not for two threads at once.
/// </summary>
internal sealed class RulesetApplier(NetworkLayout layout) : IDisposable
{
    private readonly RuleTable _table = new();
    private readonly RulesetWriter _writer = new(layout);
    private readonly NftClient _nftables = new();
    private readonly ConntrackClient _conntrack = new();
    private bool _tableIsOurs;

    /// <summary>The owners that the table has rules of.</summary>
    public IEnumerable<string> Owners => _table.Owners;

    /// <summary>Takes over what the owners ask for now (null: nothing any more), in one transaction.</summary>
    /// <exception cref="NetlinkException">The kernel refused; the next call replaces the table whole.</exception>
    public RulesetCommit Apply(IEnumerable<KeyValuePair<string, OwnedRules?>> owners)
    {
        var change = new RulesetChange();
        foreach (var (owner, rules) in owners)
            _table.Set(owner, rules, change);
        var whole = !_tableIsOurs;
        if (whole)
            change = _table.Whole();
        else if (change.IsEmpty)
            return default;
        var transaction = whole ? _writer.Replace(change) : _writer.Update(change);
        _tableIsOurs = false;
        _nftables.Commit(transaction);
        _tableIsOurs = true;
        return new RulesetCommit(transaction.Count, transaction.Bytes, DeleteStaleFlows(change.TouchedUdp));
    }

    public void Dispose()
    {
        _nftables.Dispose();
        _conntrack.Dispose();
    }

    private int DeleteStaleFlows(HashSet<MapKey> touched)
    {
        if (touched.Count == 0)
            return 0;
        var ports = touched.Select(key => key.Port).ToHashSet();
        return _conntrack.DeleteWhere(ports, flow => _table.IsStale(flow, touched));
    }
}

/// <summary>What a commit did: requests and bytes sent, tracked connections deleted. All zero when nothing had to change.</summary>
internal readonly record struct RulesetCommit(int Requests, int Bytes, int DeletedFlows);
