using LightKube.ApiServer.Metrics;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Which APIServices are not available, under kube-aggregator's names.</summary>
internal sealed class AggregationMetrics(ApiServiceTable table) : IMetricSource
{
    /// <summary>Series: APIServices that failed, each for a few reasons.</summary>
    private const int MaxSeries = 4096;

    private const string Now = "aggregator_unavailable_apiservice";

    private readonly LabelledCounts<(string Name, string Reason)> _failures = new(MaxSeries);

    /// <summary>It was available, or not known yet, and is not any more.</summary>
    public void BecameUnavailable(string name, string reason) => _failures.Add((name, reason));

    public void Write(MetricText text)
    {
        text.Begin(Now, "gauge", "1 for an APIService that is not available.");
        foreach (var entry in table.Current.All)
        {
            text.Sample(Now, entry.IsAvailable ? 0 : 1, ("name", entry.ObjectName));
        }

        text.Begin(Now + "_total", "counter", "How often APIServices became unavailable, by reason.");
        foreach (var ((name, reason), count) in _failures.All)
        {
            text.Sample(Now + "_total", count, ("name", name), ("reason", reason));
        }
    }
}
