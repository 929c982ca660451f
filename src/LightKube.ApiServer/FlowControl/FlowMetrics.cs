using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.FlowControl;

/// <summary>What flows and priority levels do, under Kubernetes' names.</summary>
public sealed class FlowMetrics(FlowController flows) : IMetricSource
{
    private const string Prefix = "apiserver_flowcontrol_";

    public void Write(MetricText text)
    {
        WriteFlows(text, flows.Counts);
        var levels = flows.Levels;
        Family(text, "queued_requests_total", "counter", "Requests that had to wait.", levels, level => level.Counters.Queued);
        Family(text, "nominal_limit_seats", "gauge", "Seats that the level has by its configuration.", levels, level => level.Share.Nominal);
        Family(text, "lower_limit_seats", "gauge", "Seats that the level never lends.", levels, level => level.Share.Least);
        Family(text, "upper_limit_seats", "gauge", "Seats that the level may have with all that it borrows.", levels, level => level.Share.Most);
        Family(text, "current_limit_seats", "gauge", "Seats that it has with what is lent and borrowed.", levels, level => level.Limit);
    }

    private static void WriteFlows(MetricText text, IReadOnlyList<FlowCounts> flows)
    {
        OfFlows(text, "dispatched_requests_total", "counter", "Requests that have been let in.", flows, flow => flow.Served.Count);
        text.Begin(Prefix + "rejected_requests_total", "counter", "Requests that have been refused.");
        foreach (var flow in flows)
        {
            for (var reason = 0; reason < FlowCounts.ReasonNames.Length; reason++)
            {
                if (flow.RefusedFor((FlowRefusal)reason) is > 0 and var count)
                {
                    text.Sample(Prefix + "rejected_requests_total", count, [.. Labels(flow), ("reason", FlowCounts.ReasonNames[reason])]);
                }
            }
        }

        OfFlows(text, "current_inqueue_requests", "gauge", "Requests that wait.", flows, flow => flow.Waiting);
        OfFlows(text, "current_executing_requests", "gauge", "Requests that are served.", flows, flow => flow.Executing);
        OfFlows(text, "current_executing_seats", "gauge", "Seats in use.", flows, flow => flow.Seats);
        text.Begin(Prefix + "request_wait_duration_seconds", "histogram", "Seconds that requests waited in queues.");
        foreach (var flow in flows)
        {
            flow.Served.Write(text, Prefix + "request_wait_duration_seconds", [.. Labels(flow), ("execute", "true")]);
            if (flow.GaveUp.Count > 0)
            {
                flow.GaveUp.Write(text, Prefix + "request_wait_duration_seconds", [.. Labels(flow), ("execute", "false")]);
            }
        }
    }

    private static (string, string)[] Labels(FlowCounts flow) => [("priority_level", flow.Level), ("flow_schema", flow.Flow)];

    private static void OfFlows(MetricText text, string name, string type, string help, IReadOnlyList<FlowCounts> flows, Func<FlowCounts, long> value)
    {
        text.Begin(Prefix + name, type, help);
        foreach (var flow in flows)
        {
            text.Sample(Prefix + name, value(flow), Labels(flow));
        }
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
