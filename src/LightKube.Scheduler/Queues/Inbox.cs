using System.Threading.Channels;
using LightKube.Api.Views;

namespace LightKube.Scheduler.Queues;

/// <summary>
/// What the scheduler's loop has not looked at yet. Objects are named once however often they change, so it never holds more than
/// the cluster does. Safe for any thread.
/// </summary>
/// <typeparam name="TOutcome">What comes back from work that the loop has given away.</typeparam>
internal sealed class Inbox<TOutcome>
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Contents _contents = new();

    /// <summary>Changes and outcomes since the last look, in the order in which they are to be taken in.</summary>
    internal sealed class Contents
    {
        public HashSet<string> Nodes { get; } = [];

        public HashSet<ObjectKey> Pods { get; } = [];

        /// <summary>Some claim has changed.</summary>
        public bool Claims { get; set; }

        public List<TOutcome> Outcomes { get; } = [];

        public bool IsEmpty => Nodes.Count + Pods.Count + Outcomes.Count == 0 && !Claims;
    }

    public void NodeChanged(string name) => Put(contents => contents.Nodes.Add(name));

    public void PodChanged(ObjectKey key) => Put(contents => contents.Pods.Add(key));

    public void ClaimChanged() => Put(static contents => contents.Claims = true);

    public void Finished(TOutcome outcome) => Put(contents => contents.Outcomes.Add(outcome));

    /// <summary>Makes the loop look, though nothing came in: something is due.</summary>
    public void Poke() => _signal.Writer.TryWrite(true);

    /// <summary>All that came in since, or null.</summary>
    public Contents? Take()
    {
        lock (_lock)
        {
            if (_contents.IsEmpty)
                return null;
            var taken = _contents;
            _contents = new Contents();
            return taken;
        }
    }

    /// <summary>Completes when there is something to look at.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel) => await _signal.Reader.ReadAsync(cancel);

    private void Put(Action<Contents> put)
    {
        lock (_lock)
            put(_contents);
        Poke();
    }
}
