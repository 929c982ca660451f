using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Tests.Rigs;

namespace LightKube.Scheduler.Tests.Cluster;

public sealed class PodRequestsTests
{
    // init: i = runs to its end, s = sidecar; each with its CPU in thousandths.
    [TestCase("", 300)]
    [TestCase("i200", 300)]
    [TestCase("i500", 500)]
    [TestCase("i500,i400", 500)]
    [TestCase("s200", 500)]
    [TestCase("s200,i400", 600)]
    [TestCase("i400,s200", 500)]
    public void The_largest_moment_of_a_pods_life_counts(string init, long expected)
    {
        var pod = Scene.Pod("p", cpu: "300m");
        foreach (var one in init.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var container = pod.Spec.InitContainers.AddNew();
            container.RestartPolicy = one[0] == 's' ? "Always" : null;
            container.Resources.Requests["cpu"] = Quantity.Parse(one[1..] + "m");
        }

        Assert.That(PodRequests.Of(pod.Spec).Amounts.MilliCpu, Is.EqualTo(expected));
    }

    [Test]
    public void Overhead_comes_on_top_and_requests_of_the_whole_pod_replace_the_sum()
    {
        var pod = Scene.Pod("p", cpu: "300m", memory: "1Gi");
        pod.Spec.Resources.Requests["cpu"] = Quantity.Parse("2");
        pod.Spec.Overhead["cpu"] = Quantity.Parse("50m");

        var requests = PodRequests.Of(pod.Spec).Amounts;

        Assert.That((requests.MilliCpu, requests.Memory), Is.EqualTo((2050L, 1L << 30)));
    }

    [Test]
    public void A_container_that_states_nothing_counts_for_scores_but_not_for_room()
    {
        var requests = PodRequests.Of(Scene.Pod("p").Spec);

        Assert.That((requests.Amounts.MilliCpu, requests.ScoredMilliCpu, requests.ScoredMemory), Is.EqualTo((0L, 100L, 200L << 20)));
    }
}
