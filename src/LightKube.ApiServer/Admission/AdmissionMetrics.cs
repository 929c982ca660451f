using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Admission;

/// <summary>What admission does and how long it takes, under kube-apiserver's names.</summary>
public sealed class AdmissionMetrics(TimeProvider time) : IMetricSource
{
    private const string Prefix = "apiserver_admission_";
    private const string Controller = Prefix + "controller_admission_duration_seconds";
    private const string Step = Prefix + "step_admission_duration_seconds";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, AdmissionTimes> _plugins = new(StringComparer.Ordinal);

    /// <summary>Of all plug-ins together.</summary>
    internal AdmissionTimes Steps { get; } = new();

    internal WebhookCounts Webhooks { get; } = new(time);

    internal PodSecurityCounts PodSecurity { get; } = new();

    /// <summary>The present time, to give back to <see cref="Since"/>.</summary>
    internal long Now() => time.GetTimestamp();

    internal TimeSpan Since(long begin, long end) => time.GetElapsedTime(begin, end);

    internal AdmissionTimes TimesOf(string plugin)
    {
        lock (_lock)
        {
            return _plugins.TryGetValue(plugin, out var times) ? times : _plugins[plugin] = new AdmissionTimes();
        }
    }

    public void Write(MetricText text)
    {
        text.Begin(Step, "histogram", "Seconds that all admission plug-ins took together.");
        Steps.Write(text, Step);
        text.Begin(Controller, "histogram", "Seconds that an admission plug-in took.");
        lock (_lock)
        {
            foreach (var (name, times) in _plugins)
            {
                times.Write(text, Controller, ("name", name));
            }
        }

        Webhooks.Write(text);
        PodSecurity.Write(text);
    }
}
