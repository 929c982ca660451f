using LightKube.Api.Core.V1;
using LightKube.Api.Meta.V1;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Filters;
using LightKube.Scheduler.Tests.Rigs;
using LightKube.Testing.Builders;

namespace LightKube.Scheduler.Tests.Filters;

/// <summary>The filters that look at the other pods: two nodes in zone east, one in zone west, one in no zone.</summary>
public sealed class PodFilterTests
{
    private const string Zone = "topology.kubernetes.io/zone";
    private const string Host = "kubernetes.io/hostname";

    private static Node[] Nodes =>
    [
        Scene.Node("east-1").Labelled($"{Zone}=east"),
        Scene.Node("east-2").Labelled($"{Zone}=east"),
        Scene.Node("west-1").Labelled($"{Zone}=west"),
        Scene.Node("lost"),
    ];

    [Test]
    public void Affinity_draws_a_pod_into_the_zone_of_its_company()
    {
        var pod = Scene.Pod("p");
        pod.Spec.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Add(Term(Zone, "db"));

        Assert.That(Fitting(new InterPodAffinityFilter(), pod, Db("east-1")), Is.EqualTo(new[] { "east-1", "east-2" }));
    }

    [Test]
    public void The_first_of_a_group_that_wants_to_be_together_may_go_anywhere_in_the_topology()
    {
        var pod = Scene.Pod("p").Labelled("app=db");
        pod.Spec.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Add(Term(Zone, "db"));

        Assert.That(Fitting(new InterPodAffinityFilter(), pod), Is.EqualTo(new[] { "east-1", "east-2", "west-1" }));
    }

    [Test]
    public void Affinity_without_company_fits_nowhere()
    {
        var pod = Scene.Pod("p");
        pod.Spec.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Add(Term(Zone, "db"));

        Assert.That(Fitting(new InterPodAffinityFilter(), pod), Is.Empty);
    }

    [Test]
    public void Affinity_looks_at_its_own_namespace_alone()
    {
        var pod = Scene.Pod("p");
        pod.Spec.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Add(Term(Zone, "db"));

        Assert.That(Fitting(new InterPodAffinityFilter(), pod, Db("east-1").In("other")), Is.Empty);
    }

    [Test]
    public void Anti_affinity_keeps_a_pod_out_of_the_zone()
    {
        var pod = Scene.Pod("p");
        pod.Spec.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Add(Term(Zone, "db"));

        Assert.That(Fitting(new InterPodAffinityFilter(), pod, Db("east-1")), Is.EqualTo(new[] { "west-1", "lost" }));
    }

    [Test]
    public void The_anti_affinity_of_pods_that_are_there_counts_too()
    {
        var loner = Scene.Pod("loner").On("west-1");
        loner.Spec.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Add(Term(Host, "web"));

        Assert.That(Fitting(new InterPodAffinityFilter(), Scene.Pod("p").Labelled("app=web"), loner), Is.EqualTo(new[] { "east-1", "east-2", "lost" }));
    }

    [Test]
    public void Spreading_lets_no_zone_get_ahead_by_more_than_the_skew()
    {
        var pod = Spread(Scene.Pod("p").Labelled("app=db"), maxSkew: 1);

        Assert.That(Fitting(new PodTopologySpreadFilter(), pod, Db("east-1")), Is.EqualTo(new[] { "west-1" }));
    }

    [Test]
    public void Spreading_allows_what_the_skew_allows()
    {
        var pod = Spread(Scene.Pod("p").Labelled("app=db"), maxSkew: 2);

        Assert.That(Fitting(new PodTopologySpreadFilter(), pod, Db("east-1")), Is.EqualTo(new[] { "east-1", "east-2", "west-1" }));
    }

    [Test]
    public void A_domain_that_is_missing_counts_as_empty()
    {
        var pod = Spread(Scene.Pod("p").Labelled("app=db"), maxSkew: 1, minDomains: 3);

        Assert.That(Fitting(new PodTopologySpreadFilter(), pod, Db("east-1"), Db("west-1")), Is.Empty);
    }

    [Test]
    public void Nodes_that_the_pod_may_not_use_do_not_count_as_domains()
    {
        var pod = Spread(Scene.Pod("p").Labelled("app=db"), maxSkew: 1);
        pod.Spec.NodeSelector[Zone] = "east";

        Assert.That(Fitting(new PodTopologySpreadFilter(), pod, Db("east-1")), Does.Contain("east-2"));
    }

    private static Pod Db(string node) => Scene.Pod($"db-on-{node}").Labelled("app=db").On(node);

    private static Pod Spread(Pod pod, int maxSkew, int? minDomains = null)
    {
        var constraint = pod.Spec.TopologySpreadConstraints.AddNew();
        (constraint.TopologyKey, constraint.MaxSkew, constraint.WhenUnsatisfiable) = (Zone, maxSkew, "DoNotSchedule");
        constraint.MinDomains = minDomains;
        constraint.LabelSelector.MatchLabels["app"] = "db";
        return pod;
    }

    private static PodAffinityTerm Term(string topologyKey, string app)
    {
        var term = new PodAffinityTerm { TopologyKey = topologyKey, LabelSelector = new LabelSelector() };
        term.LabelSelector.MatchLabels["app"] = app;
        return term;
    }

    private static string[] Fitting(IFilter filter, Pod pod, params Pod[] others)
    {
        var cluster = Scene.Cluster(Nodes, others);
        var test = filter.Prepare(new PodInfo(pod), cluster);
        return [.. cluster.Nodes.Where(node => test?.Invoke(node) is null).Select(node => node.Name)];
    }
}
