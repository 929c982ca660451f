using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Admission;

/// <summary>The two ways through admission.</summary>
internal enum AdmissionStep : byte
{
    Admit,
    Validate,
}

/// <summary>How long one plug-in, or all of them, took: by step, operation and outcome. Observing takes no memory.</summary>
internal sealed class AdmissionTimes
{
    private const int Operations = 4;
    private const int Outcomes = 2;

    // kube-apiserver's, in seconds.
    private static readonly double[] Bounds = [0.005, 0.025, 0.1, 0.5, 1, 2.5];
    private static readonly string[] StepNames = ["admit", "validate"];
    private static readonly string[] OperationLabels = ["CREATE", "UPDATE", "DELETE", "CONNECT"];

    private readonly Histogram?[] _histograms = new Histogram?[StepNames.Length * Operations * Outcomes];

    public void Observe(AdmissionStep step, AdmissionVerb verb, bool rejected, TimeSpan took)
    {
        ref var slot = ref _histograms[(((int)step * Operations) + (int)verb) * Outcomes + (rejected ? 1 : 0)];
        if (Volatile.Read(ref slot) is not { } histogram)
        {
            var made = new Histogram(Bounds);
            histogram = Interlocked.CompareExchange(ref slot, made, null) ?? made;
        }

        histogram.Observe(took.TotalSeconds);
    }

    /// <param name="text">Gets the samples.</param>
    /// <param name="metric">The metric, begun before.</param>
    /// <param name="labels">What is said besides.</param>
    public void Write(MetricText text, string metric, params (string, string)[] labels)
    {
        for (var i = 0; i < _histograms.Length; i++)
        {
            if (Volatile.Read(ref _histograms[i]) is { } histogram)
            {
                histogram.Write(
                    text,
                    metric,
                    [
                        .. labels, ("type", StepNames[i / (Operations * Outcomes)]), ("operation", OperationLabels[i / Outcomes % Operations]),
                        ("rejected", i % Outcomes == 0 ? "false" : "true"),
                    ]);
            }
        }
    }
}
