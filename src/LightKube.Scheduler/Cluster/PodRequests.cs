using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.Scheduler.Cluster;

/// <summary>What a pod asks of its node.</summary>
/// <param name="Amounts">What must be free.</param>
/// <param name="ScoredMilliCpu">CPU with a guess for containers that state none, so that many of them do not look free when nodes are compared.</param>
/// <param name="ScoredMemory">Memory, likewise.</param>
internal sealed record PodRequests(ResourceAmounts Amounts, long ScoredMilliCpu, long ScoredMemory)
{
    /// <summary>What a container that states no CPU is taken for when nodes are compared: the upstream scheduler's figure.</summary>
    public const long GuessedMilliCpu = 100;

    /// <summary>What a container that states no memory is taken for when nodes are compared: the upstream scheduler's figure.</summary>
    public const long GuessedMemory = 200L * 1024 * 1024;

    public static PodRequests Of(PodSpec spec)
    {
        var isStated = true;
        var exact = Sum(spec, amounts =>
        {
            isStated &= amounts.MilliCpu != 0 && amounts.Memory != 0;
            return amounts;
        });
        var scored = isStated ? exact : Sum(spec, static amounts => WithGuesses(amounts));
        return new PodRequests(exact, scored.MilliCpu, scored.Memory);
    }

    // Init containers run one after the other before the rest, so only the largest moment counts. One that restarts always is a
    // sidecar: it runs beside those after it and beside the containers.
    private static ResourceAmounts Sum(PodSpec spec, Func<ResourceAmounts, ResourceAmounts> read)
    {
        var running = new ResourceAmounts();
        var containers = spec.Containers;
        for (var i = 0; i < containers.Count; i++)
            running.Add(read(ResourceAmounts.Of(containers[i].Resources.Requests)));
        if (spec.InitContainers is { Count: > 0 } init)
            AddInit(running, init, read);
        running.Override(spec.Resources.Requests);
        if (spec.Overhead is { Count: > 0 } overhead)
            running.Add(ResourceAmounts.Of(overhead));
        return running;
    }

    private static void AddInit(ResourceAmounts running, ListView<Container> init, Func<ResourceAmounts, ResourceAmounts> read)
    {
        var sidecars = new ResourceAmounts();
        var largest = new ResourceAmounts();
        foreach (var container in init)
        {
            var moment = read(ResourceAmounts.Of(container.Resources.Requests));
            if (container.RestartPolicy == "Always")
            {
                running.Add(moment);
                sidecars.Add(moment);
                moment = sidecars.Copy();
            }
            else
            {
                moment.Add(sidecars);
            }
            largest.RaiseTo(moment);
        }
        running.RaiseTo(largest);
    }

    private static ResourceAmounts WithGuesses(ResourceAmounts amounts)
    {
        if (amounts.MilliCpu == 0)
            amounts.MilliCpu = GuessedMilliCpu;
        if (amounts.Memory == 0)
            amounts.Memory = GuessedMemory;
        return amounts;
    }
}
