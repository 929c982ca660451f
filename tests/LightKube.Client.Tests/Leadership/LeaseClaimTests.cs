using LightKube.Api.Coordination.V1;
using LightKube.Api.Views;
using LightKube.Client.Leadership;
using LightKube.Testing.Memory;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Client.Tests.Leadership;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LeaseClaimTests
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly ObjectKey Key = new("kube-system", "controllers");

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryApi _api;

    public LeaseClaimTests() => _api = new MemoryApi(_time);

    private LeaseClaim Claim(string identity) => new(_api, new LeaderElectionOptions(Key, identity), _time);

    [Test]
    public async Task The_first_gets_the_lease_and_the_second_does_not()
    {
        var (a, b) = (Claim("a"), Claim("b"));

        Assert.That((await a.TryAsync(Never), await b.TryAsync(Never)), Is.EqualTo((true, false)));
        Assert.That(b.Holder, Is.EqualTo("a"));
    }

    [Test]
    public async Task A_lease_that_is_renewed_is_never_taken()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        for (var i = 0; i < 10; i++)
        {
            Assert.That((await a.TryAsync(Never), await b.TryAsync(Never)), Is.EqualTo((true, false)));
            _time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Test]
    public async Task A_lease_that_ran_out_before_our_eyes_is_taken_and_the_change_is_counted()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        await a.TryAsync(Never);
        _time.Advance(TimeSpan.FromMinutes(1));
        var atFirstSight = await b.TryAsync(Never);
        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.That((atFirstSight, await b.TryAsync(Never), await a.TryAsync(Never)), Is.EqualTo((false, true, false)));
        Assert.That((await _api.GetAsync<Lease>(Key, Never)).Spec.LeaseTransitions, Is.EqualTo(1));
    }

    [Test]
    public async Task A_lease_that_is_given_back_can_be_taken_at_once()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        await a.TryAsync(Never);
        await b.TryAsync(Never);

        await a.ReleaseAsync(Never);

        Assert.That(await b.TryAsync(Never), Is.True);
    }

    [Test]
    public async Task A_leader_that_is_told_to_end_ends_its_work_and_gives_the_lease_back()
    {
        var elector = new LeaderElector(_api, new LeaderElectionOptions(Key, "a"), _time, () => 0, NullLogger.Instance);
        using var cancel = new CancellationTokenSource();
        var leads = new TaskCompletionSource();
        var running = elector.RunAsync(async token =>
        {
            leads.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }, cancel.Token);
        await leads.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await cancel.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That((await _api.GetAsync<Lease>(Key, Never)).Spec.HolderIdentity, Is.Empty.Or.Null);
    }

    [Test]
    public async Task A_leader_whose_lease_is_taken_stops_to_lead()
    {
        var elector = new LeaderElector(_api, new LeaderElectionOptions(Key, "a"), _time, () => 0, NullLogger.Instance);
        var leads = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var running = elector.RunAsync(async token =>
        {
            leads.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended.SetResult();
            }
        }, Never);
        await leads.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var stolen = (await _api.GetAsync<Lease>(Key, Never)).MutableCopy();
        stolen.Spec.HolderIdentity = "thief";
        await _api.UpdateAsync(stolen, Never);

        // The elector may not have begun to wait yet: the clock moves until it has looked again.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!running.IsCompleted && !deadline.IsCancellationRequested)
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }

        Assert.ThrowsAsync<LeadershipLostException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.That(ended.Task.IsCompleted, Is.True);
    }
}
