using System.Net;
using LightKube.Api.Coordination.V1;
using LightKube.Api.Core.V1;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Nodes;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.Nodes;

[Parallelizable(ParallelScope.All)]
public sealed class NodeControllersTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(41);

    private static Task<Rig> StartAsync(FakeTimeProvider clock) => Rig.StartAsync(
        parts =>
        [
            new NodeLifecycleReconciler(parts.Client, parts.Informers, parts.Events, parts.Time),
            new TaintEvictionReconciler(parts.Client, parts.Informers, parts.Events, parts.Time),
        ],
        clock);

    private static Lease LeaseOf(string node)
    {
        var lease = new Lease();
        lease.Metadata.Name = node;
        lease.Metadata.Namespace = "kube-node-lease";
        lease.Spec.RenewTime = FakeTimeProvider.Begin;
        return lease;
    }

    private static Task<Lease> RenewAsync(Rig rig, FakeTimeProvider clock, string node) =>
        rig.UpdateAsync<Lease>($"kube-node-lease/{node}", lease => lease.Spec.RenewTime = clock.GetUtcNow());

    private static string? Ready(Node node) => node.Status.Conditions.Find(condition => condition.Type == "Ready")?.Status;

    [Test]
    public async Task A_silent_node_becomes_unknown_its_pods_leave_service_and_are_evicted_when_their_tolerance_ends()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await StartAsync(clock);
        var tolerant = A.Pod("tolerant").On("bad").ReadyAt("10.42.0.1");
        tolerant.Spec.Tolerations.Add(new Toleration { Key = NodeFacts.Unreachable, Operator = "Exists", Effect = "NoExecute", TolerationSeconds = 300 });
        await rig.CreateAsync(
            A.Node("good").Condition("Ready", "True"), A.Node("bad").Condition("Ready", "True"), LeaseOf("good"), LeaseOf("bad"),
            tolerant, A.Pod("elsewhere").On("good").ReadyAt("10.42.1.1"));
        await rig.SettledAsync();

        clock.Advance(TimeSpan.FromSeconds(30));
        await RenewAsync(rig, clock, "good");
        await rig.SettledAsync();
        clock.Advance(TimeSpan.FromSeconds(11));

        await rig.EventuallyAsync<Node>("bad", node =>
        {
            Assert.That(Ready(node), Is.EqualTo("Unknown"));
            Assert.That(node.Spec.Taints.Select(taint => taint.Effect), Is.EquivalentTo(new[] { "NoSchedule", "NoExecute" }));
        });
        await rig.EventuallyAsync<Pod>("tolerant", pod => Assert.That(
            pod.Status.Conditions.Find(condition => condition.Type == "Ready")!.Status, Is.EqualTo("False")));
        await rig.SettledAsync();
        Assert.That(Ready((await rig.FindAsync<Node>("good"))!), Is.EqualTo("True"));

        clock.Advance(TimeSpan.FromSeconds(300));
        await rig.EventuallyAsync<Pod>("tolerant", pod => Assert.That(pod.Metadata.DeletionTimestamp, Is.Not.Null));
        Assert.That((await rig.FindAsync<Pod>("elsewhere"))!.Metadata.DeletionTimestamp, Is.Null);
    }

    [Test]
    public async Task A_node_that_is_heard_of_again_loses_its_taints_and_keeps_its_pods()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await StartAsync(clock);
        var patient = A.Pod("patient").On("bad").ReadyAt("10.42.0.1");
        patient.Spec.Tolerations.Add(new Toleration { Operator = "Exists", TolerationSeconds = 300 });
        await rig.CreateAsync(A.Node("good").Condition("Ready", "True"), A.Node("bad").Condition("Ready", "True"), patient);
        await rig.SettledAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        await rig.CreateAsync(LeaseOf("good"));
        await rig.SettledAsync();
        clock.Advance(TimeSpan.FromSeconds(11));
        await rig.EventuallyAsync<Node>("bad", node => Assert.That(node.Spec.Taints, Has.Count.EqualTo(2)));

        await rig.UpdateAsync<Node>("bad", node =>
            node.Condition("Ready", "True").Status.Conditions.Find(condition => condition.Type == "Ready")!.LastHeartbeatTime = clock.GetUtcNow());
        await rig.EventuallyAsync<Node>("bad", node => Assert.That(node.Spec.Taints, Is.Empty));
        await rig.SettledAsync();
        clock.Advance(TimeSpan.FromSeconds(20));
        await rig.SettledAsync();

        Assert.That((await rig.FindAsync<Pod>("patient"))!.Metadata.DeletionTimestamp, Is.Null);
    }

    [Test]
    public async Task The_only_node_is_marked_but_its_pods_are_not_evicted()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await StartAsync(clock);
        await rig.CreateAsync(A.Node("only").Condition("Ready", "True"), A.Pod("a").On("only").ReadyAt("10.42.0.1"));
        await rig.SettledAsync();

        clock.Advance(Silence);

        await rig.EventuallyAsync<Node>("only", node => Assert.That(node.Spec.Taints.Select(taint => taint.Effect), Is.EqualTo(new[] { "NoSchedule" })));
        await rig.SettledAsync();
        clock.Advance(TimeSpan.FromMinutes(10));
        await rig.SettledAsync();
        Assert.That((await rig.FindAsync<Pod>("a"))!.Metadata.DeletionTimestamp, Is.Null);
    }

    [Test]
    public async Task Each_node_gets_a_pod_network_of_its_own_and_gives_it_back()
    {
        await using var rig = await Rig.StartAsync(parts =>
            [new NodeIpamReconciler(parts.Client, parts.Events, [new PodCidrRange(IPNetwork.Parse("10.42.0.0/23"), 24)])]);
        await rig.CreateAsync(A.Node("a"), A.Node("b"), A.Node("c"));
        await rig.EventuallyAllAsync<Node>(nodes => Assert.That(nodes.Count(node => node.Spec.PodCIDR.Length > 0), Is.EqualTo(2)));
        await rig.SettledAsync();
        var nodes = await rig.ListAsync<Node>();
        var served = nodes.Where(node => node.Spec.PodCIDR.Length > 0).ToArray();

        await rig.DeleteAsync<Node>(served[0].Name);

        Assert.That(served.Select(node => node.Spec.PodCIDR), Is.EquivalentTo(new[] { "10.42.0.0/24", "10.42.1.0/24" }));
        await rig.EventuallyAsync<Node>(nodes.Single(node => node.Spec.PodCIDR.Length == 0).Name, node =>
            Assert.That((node.Spec.PodCIDR, node.Spec.PodCIDRs[0]), Is.EqualTo((served[0].Spec.PodCIDR, served[0].Spec.PodCIDR))));
    }

    [Test]
    public async Task Pods_of_a_node_that_is_gone_are_removed_after_a_quarantine()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(parts => [new PodGarbageReconciler(parts.Client, parts.Informers, parts.Time)], clock);
        await rig.CreateAsync(A.Node("there"), A.Pod("orphan").On("gone"), A.Pod("fine").On("there"));
        await rig.SettledAsync();
        var before = await rig.FindAsync<Pod>("orphan");

        clock.Advance(NodeLimits.OrphanQuarantine);

        await rig.EventuallyGoneAsync<Pod>("orphan");
        Assert.That(before, Is.Not.Null);
        Assert.That(await rig.FindAsync<Pod>("fine"), Is.Not.Null);
    }

    [Test]
    public async Task A_pod_that_comes_late_to_a_missing_node_gets_the_whole_time()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(parts => [new PodGarbageReconciler(parts.Client, parts.Informers, parts.Time)], clock);
        await rig.CreateAsync(A.Pod("early").On("gone"));
        await rig.SettledAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        await rig.CreateAsync(A.Pod("late").On("gone"));
        await rig.SettledAsync();

        clock.Advance(NodeLimits.OrphanQuarantine - TimeSpan.FromSeconds(30));
        await rig.EventuallyGoneAsync<Pod>("early");
        await rig.SettledAsync();
        Assert.That(await rig.FindAsync<Pod>("late"), Is.Not.Null);

        clock.Advance(TimeSpan.FromSeconds(30));
        await rig.EventuallyGoneAsync<Pod>("late");
    }

    [Test]
    public async Task The_oldest_ended_pods_go_when_there_are_too_many()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(parts => [new PodGarbageReconciler(parts.Client, parts.Informers, parts.Time, terminatedKept: 2)], clock);
        for (var i = 0; i < 4; i++)
        {
            await rig.CreateAsync(A.Pod($"p{i}"));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        for (var i = 3; i >= 0; i--)
            await rig.UpdateAsync<Pod>($"p{i}", pod => pod.InPhase("Succeeded"));

        await rig.EventuallyAllAsync<Pod>(pods => Assert.That(pods, Has.Count.EqualTo(2)));
    }
}
