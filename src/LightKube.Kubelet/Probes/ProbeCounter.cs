namespace LightKube.Kubelet.Probes;

/// <summary>Turns single results into an outcome: only so many of a kind in a row count. A value.</summary>
internal readonly record struct ProbeCounter(ProbeOutcome Outcome, ProbeOutcome Last, int InARow)
{
    internal ProbeCounter Add(bool success, int successThreshold, int failureThreshold)
    {
        var result = success ? ProbeOutcome.Success : ProbeOutcome.Failure;
        var inARow = result == Last ? InARow + 1 : 1;
        var threshold = Math.Max(1, success ? successThreshold : failureThreshold);
        return new ProbeCounter(inARow >= threshold ? result : Outcome, result, inARow);
    }
}
