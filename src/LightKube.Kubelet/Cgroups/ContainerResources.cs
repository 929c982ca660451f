using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Cgroups;

/// <summary>A container's requests and limits as the runtime applies them.</summary>
internal static class ContainerResources
{
    internal static Cri.LinuxContainerResources Of(Pod pod, Container container, long memoryCapacity)
    {
        var limits = container.Resources.Limits;
        var cpuLimit = limits["cpu"]?.Milli ?? 0;
        var cpuRequest = container.Resources.Requests["cpu"]?.Milli ?? cpuLimit;
        var resources = new Cri.LinuxContainerResources
        {
            CpuShares = CpuMath.Shares(cpuRequest),
            MemoryLimitInBytes = limits["memory"]?.Units ?? 0,
            OomScoreAdj = Qos.OomScoreAdjustment(pod, container, memoryCapacity),
        };
        if (cpuLimit > 0)
        {
            resources.CpuPeriod = CpuMath.PeriodMicroseconds;
            resources.CpuQuota = CpuMath.Quota(cpuLimit);
        }
        return resources;
    }
}
