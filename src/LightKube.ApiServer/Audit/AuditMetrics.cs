using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Audit;

/// <summary>How much is written down, under kube-apiserver's names.</summary>
public sealed class AuditMetrics : IMetricSource
{
    private const string Prefix = "apiserver_audit_";
    private static readonly string[] Levels = [.. Enum.GetValues<AuditLevel>().Select(static level => level.ToString())];
    private static readonly string[] Plugins = ["log", "webhook"];

    private readonly long[] _requests = new long[Levels.Length];
    private readonly long[] _lost = new long[Plugins.Length];
    private long _events;

    internal void Requested(AuditLevel level) => Interlocked.Increment(ref _requests[(int)level]);

    internal void Written() => Interlocked.Increment(ref _events);

    internal void LostByLog(int count) => Interlocked.Add(ref _lost[0], count);

    internal void LostByWebhook(int count) => Interlocked.Add(ref _lost[1], count);

    public void Write(MetricText text)
    {
        text.Begin(Prefix + "event_total", "counter", "Audit events that were made.").Sample(Prefix + "event_total", Interlocked.Read(ref _events));
        text.Begin(Prefix + "level_total", "counter", "Requests, by how much of them the policy wants written down.");
        for (var i = 0; i < Levels.Length; i++)
        {
            text.Sample(Prefix + "level_total", Interlocked.Read(ref _requests[i]), ("level", Levels[i]));
        }

        text.Begin(Prefix + "error_total", "counter", "Audit events that were lost, by where they were to go.");
        for (var i = 0; i < Plugins.Length; i++)
        {
            text.Sample(Prefix + "error_total", Interlocked.Read(ref _lost[i]), ("plugin", Plugins[i]));
        }
    }
}
