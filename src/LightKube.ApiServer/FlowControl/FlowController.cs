using LightKube.Api.Documents;
using LightKube.Api.FlowControl.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.FlowControl;

/// <summary>
/// Keeps flows and levels as their objects say, and the levels' seats as their demand says. A level that changes keeps its requests; those of one that goes
/// end where they are.
/// </summary>
public sealed class FlowController : IObjectObserver, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FlowSchema> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PriorityLevelConfiguration Configuration, PriorityLevel Level)> _levels = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Flow, string Level), FlowCounts> _counts = [];
    private readonly int _seats;
    private readonly TimeProvider _time;
    private readonly ITimer _borrowing;
    private FlowTable _table = FlowTable.Empty;

    /// <param name="seats">The seats that all levels share, exempt ones excepted.</param>
    /// <param name="time">The clock.</param>
    public FlowController(int seats, TimeProvider time)
    {
        _seats = seats;
        _time = time;
        _borrowing = time.CreateTimer(_ => Borrow(), null, FlowLimits.BorrowingInterval, FlowLimits.BorrowingInterval);
    }

    public IReadOnlyList<KindSchema> Kinds { get; } = [FlowSchema.Schema, PriorityLevelConfiguration.Schema];

    internal FlowTable Table => Volatile.Read(ref _table);

    /// <summary>For metrics: what became of requests, by flow.</summary>
    internal IReadOnlyList<FlowCounts> Counts
    {
        get
        {
            lock (_lock)
            {
                return [.. _counts.Values];
            }
        }
    }

    /// <summary>For metrics.</summary>
    internal IReadOnlyList<PriorityLevel> Levels
    {
        get
        {
            lock (_lock)
            {
                return [.. _levels.Values.Select(level => level.Level)];
            }
        }
    }

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        var name = (after ?? before)!.Name;
        lock (_lock)
        {
            if (kind == FlowSchema.Schema)
            {
                if (after is null)
                {
                    _schemas.Remove(name);
                ForgetNeedsLock(key => key.Flow == name);
                }
                else
                {
                    _schemas[name] = after.As<FlowSchema>();
                }
            }
            else
            {
                ChangeLevelNeedsLock(name, after?.As<PriorityLevelConfiguration>());
            }

            RebuildNeedsLock();
        }
    }

    /// <summary>Ends an interval of demand: who needs less lends to those that need more.</summary>
    internal void Borrow()
    {
        lock (_lock)
        {
            BorrowNeedsLock();
        }
    }

    public void Dispose() => _borrowing.Dispose();

    private void ChangeLevelNeedsLock(string name, PriorityLevelConfiguration? configuration)
    {
        if (configuration is null)
        {
            _levels.Remove(name);
            ForgetNeedsLock(key => key.Level == name);
            return;
        }

        var level = _levels.TryGetValue(name, out var known) ? known.Level : new PriorityLevel(name, LevelRules.Of(configuration), _time);
        _levels[name] = (configuration, level);
    }

    private void ForgetNeedsLock(Predicate<(string Flow, string Level)> gone)
    {
        foreach (var key in _counts.Keys.Where(key => gone(key)).ToList())
        {
            _counts.Remove(key);
        }
    }

    private void RebuildNeedsLock()
    {
        var rules = _levels.Values.Select(level => (level.Level, Rules: LevelRules.Of(level.Configuration))).ToList();
        long all = rules.Sum(level => level.Rules.Shares);
        foreach (var (level, rule) in rules)
        {
            level.Configure(rule, LevelShare.Of(_seats, rule.Shares, all, rule.LendablePercent, rule.BorrowingLimitPercent));
        }

        BorrowNeedsLock();
        Volatile.Write(ref _table, new FlowTable(
        [
            .. _schemas.Values
                .Where(schema => _levels.ContainsKey(schema.Spec.PriorityLevelConfiguration.Name))
                .OrderBy(schema => schema.Spec.MatchingPrecedence).ThenBy(schema => schema.Metadata.Name, StringComparer.Ordinal)
                .Select(schema => FlowNeedsLock(schema, _levels[schema.Spec.PriorityLevelConfiguration.Name])),
        ]));
    }

    private Flow FlowNeedsLock(FlowSchema schema, (PriorityLevelConfiguration Configuration, PriorityLevel Level) level)
    {
        var key = (Flow: schema.Metadata.Name, Level: level.Level.Name);
        if (!_counts.TryGetValue(key, out var counts))
        {
            _counts[key] = counts = new FlowCounts(key.Flow, key.Level);
        }

        return new Flow(schema, level.Level, level.Configuration.Metadata.Uid, counts);
    }

    private void BorrowNeedsLock()
    {
        var limited = new List<PriorityLevel>();
        var items = new List<Borrowing.Item>();
        double left = 0;
        foreach (var (_, level) in _levels.Values)
        {
            var (highest, smoothed) = level.CloseDemand();
            var share = level.Share;
            left += share.Nominal;
            if (level.Rules.Exempt)
            {
                var taken = Math.Max(share.Least, highest);
                left -= taken;
                level.SetLimit(taken);
                continue;
            }

            // What was needed at the busiest moment is not lent, unless it is more than the level's own.
            var least = Math.Max(share.Least, Math.Min(share.Nominal, highest));
            limited.Add(level);
            items.Add(new Borrowing.Item(least, share.Most, Math.Max(Math.Max(least, smoothed), 1e-3)));
        }

        // Exempt requests may take more than there is: then no level has less than it never lends.
        var neverLent = limited.Sum(level => level.Share.Least);
        var seats = left <= neverLent ? [.. limited.Select(level => level.Share.Least)] : Borrowing.Divide(left, items.ToArray());
        for (var i = 0; i < limited.Count; i++)
        {
            limited[i].SetLimit(Math.Max(1, seats[i]));
        }
    }
}
