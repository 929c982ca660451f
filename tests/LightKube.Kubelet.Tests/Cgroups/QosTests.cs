using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Kubelet.Cgroups;
using LightKube.Testing.Builders;

namespace LightKube.Kubelet.Tests.Cgroups;

internal sealed class QosTests
{
    private const long Memory = 16L << 30;

    [TestCase(null, null, null, null, "BestEffort", 1000)]
    [TestCase("1", "1Gi", "1", "1Gi", "Guaranteed", -997)]
    [TestCase(null, null, "1", "1Gi", "Guaranteed", -997)]
    [TestCase("500m", "4Gi", "1", "8Gi", "Burstable", 750)]
    [TestCase("100m", null, null, null, "Burstable", 999)]
    public void Requests_and_limits_give_class_and_oom_score(
        string? cpu, string? memory, string? cpuLimit, string? memoryLimit, string qos, int oomScore)
    {
        var pod = A.Pod("a");
        var resources = pod.Spec.Containers[0].Resources;
        Set(resources.Requests, cpu, memory);
        Set(resources.Limits, cpuLimit, memoryLimit);

        Assert.That(Qos.Of(pod).ToString(), Is.EqualTo(qos));
        Assert.That(Qos.OomScoreAdjustment(pod, pod.Spec.Containers[0], Memory), Is.EqualTo(oomScore));
    }

    [TestCase(0, 2)]
    [TestCase(1, 2)]
    [TestCase(1000, 1024)]
    [TestCase(1_000_000, 262_144)]
    public void Cpu_requests_become_shares(long milli, long shares) => Assert.That(CpuMath.Shares(milli), Is.EqualTo(shares));

    [TestCase(0, 0)]
    [TestCase(5, 1000)]
    [TestCase(250, 25_000)]
    [TestCase(2000, 200_000)]
    public void Cpu_limits_become_quotas(long milli, long quota) => Assert.That(CpuMath.Quota(milli), Is.EqualTo(quota));

    [TestCase(false, "Guaranteed", "/x/kubepods/poda-b")]
    [TestCase(false, "Burstable", "/x/kubepods/burstable/poda-b")]
    [TestCase(true, "Guaranteed", "kubepods-poda_b.slice")]
    [TestCase(true, "BestEffort", "kubepods-besteffort-poda_b.slice")]
    public void A_pods_cgroup_is_named_for_its_class(bool systemd, string qos, string name) =>
        Assert.That(new CgroupNames("/x", systemd).PodParent(Enum.Parse<QosClass>(qos), "a-b"), Is.EqualTo(name));

    private static void Set(Api.Views.QuantityMap map, string? cpu, string? memory)
    {
        if (cpu is not null)
            map["cpu"] = Quantity.Parse(cpu);
        if (memory is not null)
            map["memory"] = Quantity.Parse(memory);
    }
}
