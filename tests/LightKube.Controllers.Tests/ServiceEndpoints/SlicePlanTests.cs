using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Controllers.ServiceEndpoints;
using LightKube.Testing.Builders;

namespace LightKube.Controllers.Tests.ServiceEndpoints;

[Parallelizable(ParallelScope.All)]
public sealed class SlicePlanTests
{
    private static readonly Service Web = A.Service("web").In("default").WithUid("s").Selecting("app=web");

    private static List<Pod> Pods(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => A.Pod($"p{i:d4}").In("default").WithUid($"u{i}").ReadyAt($"10.42.{i / 250}.{(i % 250) + 1}"))];

    private static SlicePlan Plan(IEnumerable<Pod> pods, params EndpointSlice[] existing) =>
        SlicePlan.For(PodEndpoints.For(Web, pods, _ => null), existing, () => ManagedSlices.New(Web, EndpointLabels.SliceController));

    private static int[] Sizes(IEnumerable<EndpointSlice> slices) => [.. slices.Select(slice => slice.Endpoints.Count)];

    [Test]
    public void Endpoints_are_spread_over_slices_of_a_hundred() =>
        Assert.That(Sizes(Plan(Pods(0, 250)).Create), Is.EqualTo(new[] { 100, 100, 50 }));

    [Test]
    public void A_service_without_pods_has_one_empty_slice() =>
        Assert.That(Sizes(Plan([]).Create), Is.EqualTo(new[] { 0 }));

    [Test]
    public void What_is_in_step_is_left_alone()
    {
        var existing = Plan(Pods(0, 150)).Create.ToArray();

        var plan = Plan(Pods(0, 150), existing);

        Assert.That((plan.Create.Count, plan.Update.Count, plan.Delete.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void A_new_endpoint_goes_into_a_slice_with_room()
    {
        var existing = Plan(Pods(0, 150)).Create.ToArray();

        var plan = Plan(Pods(0, 151), existing);

        Assert.That((Sizes(plan.Create), Sizes(plan.Update), plan.Delete.Count), Is.EqualTo((Array.Empty<int>(), new[] { 51 }, 0)));
    }

    [Test]
    public void A_slice_that_changes_anyway_takes_the_new_endpoint()
    {
        var existing = Plan(Pods(0, 150)).Create.ToArray();

        var plan = Plan([.. Pods(1, 149), .. Pods(200, 1)], existing);

        Assert.That(Sizes(plan.Update), Is.EqualTo(new[] { 100 }));
    }

    [Test]
    public void A_slice_that_becomes_empty_goes_and_the_last_pods_leave_an_empty_one()
    {
        var existing = Plan(Pods(0, 150)).Create.ToArray();

        var some = Plan(Pods(0, 100), existing);
        var none = Plan([], existing);

        Assert.That((some.Update.Count, Sizes(some.Delete)), Is.EqualTo((0, new[] { 50 })));
        Assert.That((Sizes(none.Update), Sizes(none.Delete), none.Create.Count), Is.EqualTo((new[] { 0 }, new[] { 50 }, 0)));
    }

    [Test]
    public void Pods_with_other_port_numbers_get_slices_of_their_own()
    {
        var service = A.Service("web").In("default").WithUid("s").Selecting("app=web");
        service.Spec.Ports[0].TargetPort = "http";
        var pods = Pods(0, 2);
        pods[0].Spec.Containers[0].Ports.Add(new ContainerPort { Name = "http", ContainerPortValue = 8080 });
        pods[1].Spec.Containers[0].Ports.Add(new ContainerPort { Name = "http", ContainerPortValue = 9090 });

        var plan = SlicePlan.For(PodEndpoints.For(service, pods, _ => null), [], () => ManagedSlices.New(service, EndpointLabels.SliceController));

        Assert.That(plan.Create.Select(slice => slice.Ports[0].Port), Is.EquivalentTo(new int?[] { 8080, 9090 }));
    }

    [TestCase(true, false, false, ExpectedResult = "ready serving")]
    [TestCase(false, false, false, ExpectedResult = "")]
    [TestCase(true, true, false, ExpectedResult = "serving terminating")]
    [TestCase(false, true, false, ExpectedResult = "terminating")]
    [TestCase(false, false, true, ExpectedResult = "ready")]
    [TestCase(false, true, true, ExpectedResult = "ready terminating")]
    public string Conditions_follow_readiness_and_deletion(bool ready, bool deleted, bool publishNotReady)
    {
        var service = A.Service("web").Selecting("app=web");
        service.Spec.PublishNotReadyAddresses = publishNotReady;
        var pod = ready ? A.Pod("a").ReadyAt("10.42.0.7") : A.Pod("a").NotReadyAt("10.42.0.7");
        if (deleted)
            pod.Metadata.DeletionTimestamp = Testing.Time.FakeTimeProvider.Begin;

        var conditions = PodEndpoints.For(service, [pod], _ => null).Single().Endpoints.Single().Endpoint.Conditions;

        return string.Join(' ', new[]
        {
            conditions.Ready == true ? "ready" : null,
            conditions.Serving == true ? "serving" : null,
            conditions.Terminating == true ? "terminating" : null,
        }.OfType<string>());
    }
}
