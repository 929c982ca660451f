using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using LightKube.ApiServer.Http;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Metrics;

/// <summary>Counts requests, and how long they took, under kube-apiserver's names and labels.</summary>
public sealed class RequestMetrics(TimeProvider time) : IMetricSource
{
    // A path can name anything: what is beyond this is counted together.
    private const int MaxSeries = 4_096;

    private const string Total = "apiserver_request_total";
    private const string Duration = "apiserver_request_duration_seconds";

    // kube-apiserver's, in seconds.
    private static readonly double[] Bounds =
        [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private readonly ConcurrentDictionary<Series, Counts> _series = new();

    private readonly record struct Series(string Verb, string Group, string Version, string Resource, string Subresource, string Scope);

    /// <summary>The present time, to give back to <see cref="Record"/>.</summary>
    public long Begin() => time.GetTimestamp();

    /// <param name="info">The request.</param>
    /// <param name="code">The answer's HTTP status.</param>
    /// <param name="begin">From <see cref="Begin"/>.</param>
    public void Record(RequestInfo info, int code, long begin)
    {
        var series = new Series(VerbOf(info), info.Group, info.Version, info.Resource, info.Subresource, ScopeOf(info));
        if (!_series.TryGetValue(series, out var counts))
        {
            // Only what was served may name a new series.
            counts = _series.GetOrAdd(code < 400 && _series.Count < MaxSeries ? series : new Series(series.Verb, "", "", "", "", series.Scope), _ => new Counts(Bounds));
        }

        counts.Add(code);
        if (series.Verb is not ("WATCH" or "CONNECT"))
        {
            counts.Durations.Observe(time.GetElapsedTime(begin).TotalSeconds);
        }
    }

    public void Write(MetricText text)
    {
        text.Begin(Total, "counter", "Requests to the API, by what they asked for and the code of the answer.");
        foreach (var (series, counts) in _series)
        {
            foreach (var (code, count) in counts.ByCode)
            {
                text.Sample(Total, count.Value, [.. Labels(series), ("code", code.ToString(CultureInfo.InvariantCulture)), ("component", "apiserver")]);
            }
        }

        text.Begin(Duration, "histogram", "Seconds from a request's arrival to the end of its answer.");
        foreach (var (series, counts) in _series)
        {
            counts.Durations.Write(text, Duration, [.. Labels(series), ("component", "apiserver")]);
        }
    }

    private static (string, string)[] Labels(Series series) =>
    [
        ("verb", series.Verb), ("group", series.Group), ("version", series.Version), ("resource", series.Resource),
        ("subresource", series.Subresource), ("scope", series.Scope),
    ];

    private static string VerbOf(RequestInfo info) => info.Verb switch
    {
        "get" => "GET",
        "list" => "LIST",
        "watch" => "WATCH",
        "create" => "POST",
        "update" => "PUT",
        "patch" => "PATCH",
        "delete" => "DELETE",
        "deletecollection" => "DELETECOLLECTION",
        _ => "OTHER",
    };

    private static string ScopeOf(RequestInfo info) =>
        !info.IsResource ? "" : info.Name.Length > 0 ? "resource" : info.Namespace.Length > 0 ? "namespace" : "cluster";

    private sealed class Counts(double[] bounds)
    {
        private readonly ConcurrentDictionary<int, StrongBox<long>> _byCode = new();

        public Histogram Durations { get; } = new(bounds);

        public IEnumerable<KeyValuePair<int, StrongBox<long>>> ByCode => _byCode;

        public void Add(int code) => Interlocked.Increment(ref _byCode.GetOrAdd(code, static _ => new StrongBox<long>()).Value);
    }
}
