using LightKube.Api.Core.V1;

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
        var exact = Sum(spec, static amounts => amounts);
        var scored = Sum(spec, static amounts => WithGuesses(amounts));
        return new PodRequests(exact, scored.MilliCpu, scored.Memory);
    }

    // Init containers run one after the other before the rest, so only the largest moment counts. One that restarts always is a
    // sidecar: it runs beside those after it and beside the containers.
    private static ResourceAmounts Sum(PodSpec spec, Func<ResourceAmounts, ResourceAmounts> read)
    {
        var running = new ResourceAmounts();
        foreach (var container in spec.Containers)
            running.Add(read(ResourceAmounts.Of(container.Resources.Requests)));
        var sidecars = new ResourceAmounts();
        var largest = new ResourceAmounts();
        foreach (var container in spec.InitContainers)
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
        running.Override(spec.Resources.Requests);
        running.Add(ResourceAmounts.Of(spec.Overhead));
        return running;
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
