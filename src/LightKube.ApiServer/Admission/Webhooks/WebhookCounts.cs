using System.Collections.Concurrent;
using System.Globalization;
using LightKube.ApiServer.Metrics;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>How often admission webhooks were called, how long that took, and what came of it.</summary>
internal sealed class WebhookCounts(TimeProvider time)
{
    /// <summary>Series of one metric.</summary>
    private const int MaxSeries = 4096;

    /// <summary>Higher codes are counted as this one.</summary>
    private const int MaxCode = 600;

    private const string Prefix = "apiserver_admission_webhook_";
    private const string Duration = Prefix + "admission_duration_seconds";

    // kube-apiserver's, in seconds.
    private static readonly double[] Bounds = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25];

    private readonly record struct Series(string Name, string Type, string Operation, bool Rejected);

    private readonly ConcurrentDictionary<Series, Histogram> _durations = new();
    private readonly LabelledCounts<(Series Of, int Code)> _requests = new(MaxSeries);
    private readonly LabelledCounts<(Series Of, string Error, int Code)> _rejections = new(MaxSeries);
    private readonly LabelledCounts<(string Name, string Type)> _passedOver = new(MaxSeries);

    /// <summary>The present time, to give back to <see cref="Called"/>.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>A call has ended.</summary>
    /// <param name="webhook">Its name.</param>
    /// <param name="mutating">Of which of the two kinds it is.</param>
    /// <param name="verb">What was to be done.</param>
    /// <param name="code">200, what a denial says, or what kept it from answering.</param>
    /// <param name="rejected">The request ends here.</param>
    /// <param name="error">Why, where it does: no_error, calling_webhook_error or apiserver_internal_error.</param>
    /// <param name="begin">From <see cref="Begin"/>.</param>
    public void Called(string webhook, bool mutating, AdmissionVerb verb, int code, bool rejected, string error, long begin)
    {
        var series = new Series(webhook, TypeOf(mutating), OperationNames.Of(verb), rejected);
        code = Math.Min(code, MaxCode);
        if (_durations.TryGetValue(series, out var durations) || _durations.Count < MaxSeries)
        {
            (durations ?? _durations.GetOrAdd(series, static _ => new Histogram(Bounds))).Observe(time.GetElapsedTime(begin).TotalSeconds);
        }

        _requests.Add((series, code));
        if (rejected)
        {
            _rejections.Add((series, error, code));
        }
    }

    /// <summary>A webhook that could not be asked was passed over.</summary>
    public void PassedOver(string webhook, bool mutating) => _passedOver.Add((webhook, TypeOf(mutating)));

    public void Write(MetricText text)
    {
        text.Begin(Duration, "histogram", "Seconds that a call of an admission webhook took.");
        foreach (var (series, durations) in _durations)
        {
            durations.Write(text, Duration, Labels(series));
        }

        text.Begin(Prefix + "request_total", "counter", "Calls of admission webhooks.");
        foreach (var ((series, code), count) in _requests.All)
        {
            text.Sample(Prefix + "request_total", count, [.. Labels(series), ("code", Text(code))]);
        }

        text.Begin(Prefix + "rejection_count", "counter", "Requests that admission webhooks ended.");
        foreach (var ((series, error, code), count) in _rejections.All)
        {
            text.Sample(
                Prefix + "rejection_count", count,
                ("name", series.Name), ("type", series.Type), ("operation", series.Operation), ("error_type", error), ("rejection_code", Text(code)));
        }

        text.Begin(Prefix + "fail_open_count", "counter", "Admission webhooks that could not be asked and were passed over.");
        foreach (var ((name, type), count) in _passedOver.All)
        {
            text.Sample(Prefix + "fail_open_count", count, ("name", name), ("type", type));
        }
    }

    private static string TypeOf(bool mutating) => mutating ? "admit" : "validating";

    private static string Text(int code) => code.ToString(CultureInfo.InvariantCulture);

    private static (string, string)[] Labels(Series series) =>
        [("name", series.Name), ("type", series.Type), ("operation", series.Operation), ("rejected", series.Rejected ? "true" : "false")];
}
