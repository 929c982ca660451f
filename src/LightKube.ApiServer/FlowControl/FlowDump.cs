using System.Globalization;
using System.Text;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.FlowControl;

/// <summary><c>/debug/api_priority_and_fairness/dump_priority_levels</c>: a line for each priority level, for people who look for who is kept waiting.</summary>
internal sealed class FlowDump(FlowController flows)
{
    private const int MinWidth = 8;

    private static readonly string[] Header =
    [
        "PriorityLevelName", "ActiveQueues", "IsIdle", "IsQuiescing", "WaitingRequests", "ExecutingRequests", "DispatchedRequests", "RejectedRequests",
        "TimedoutRequests", "CancelledRequests",
    ];

    public void Register(PathDispatcher paths) => paths.Add(
        "/debug/api_priority_and_fairness/dump_priority_levels", (http, _, _) => ResponseWriter.WriteTextAsync(http, 200, Levels()));

    /// <summary>Columns in line, as kubectl users know them.</summary>
    private string Levels()
    {
        var rows = new List<string[]> { Header };
        foreach (var level in flows.Levels.OrderBy(static level => level.Name, StringComparer.Ordinal))
        {
            rows.Add(RowOf(level));
        }

        var text = new StringBuilder();
        var widths = new int[Header.Length];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(Math.Max(widths[i], MinWidth), row[i].Length + ", ".Length);
            }
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length - 1; i++)
            {
                text.Append((row[i] + ",").PadRight(widths[i]));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }

    private string[] RowOf(PriorityLevel level)
    {
        var (executing, refused, late, cancelled) = (0L, 0L, 0L, 0L);
        foreach (var flow in flows.Counts)
        {
            if (flow.Level == level.Name)
            {
                executing += flow.Executing;
                refused += flow.RefusedFor(FlowRefusal.QueueFull) + flow.RefusedFor(FlowRefusal.ConcurrencyLimit);
                late += flow.RefusedFor(FlowRefusal.TimeOut);
                cancelled += flow.RefusedFor(FlowRefusal.Cancelled);
            }
        }

        var counters = level.Counters;

        // A level that is taken away is gone at once: none is ever quiescing.
        return
        [
            level.Name, Text(level.ActiveQueues), executing + counters.Waiting == 0 ? "true" : "false", "false", Text(counters.Waiting), Text(executing),
            Text(counters.Dispatched), Text(refused), Text(late), Text(cancelled),
        ];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
