using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.FlowControl;

/// <summary>What priority levels do, under Kubernetes' names.</summary>
public sealed class FlowMetrics(FlowController flows) : IMetricSource
{
    private const string Prefix = "apiserver_flowcontrol_";

    public void Write(MetricText text)
    {
        var levels = flows.Levels;
        Family(text, "dispatched_requests_total", "counter", "Requests that have been let in.", levels, level => level.Counters.Dispatched);
        Family(text, "rejected_requests_total", "counter", "Requests that have been refused.", levels, level => level.Counters.Rejected);
        Family(text, "queued_requests_total", "counter", "Requests that had to wait.", levels, level => level.Counters.Queued);
        Family(text, "current_inqueue_requests", "gauge", "Requests that wait.", levels, level => level.Counters.Waiting);
        Family(text, "current_executing_seats", "gauge", "Seats in use.", levels, level => level.Counters.Seats);
        Family(text, "nominal_limit_seats", "gauge", "Seats that the level has by its configuration.", levels, level => level.Share.Nominal);
        Family(text, "current_limit_seats", "gauge", "Seats that it has with what is lent and borrowed.", levels, level => level.Limit);
    }

    private static void Family(MetricText text, string name, string type, string help, IReadOnlyList<PriorityLevel> levels, Func<PriorityLevel, long> value)
    {
        text.Begin(Prefix + name, type, help);
        foreach (var level in levels)
        {
            text.Sample(Prefix + name, value(level), ("priority_level", level.Name));
        }
    }
}
