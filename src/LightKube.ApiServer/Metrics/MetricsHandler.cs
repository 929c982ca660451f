using System.Text;
using LightKube.ApiServer.Http;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Metrics;

/// <summary><c>/metrics</c>: what is measured, in Prometheus' text format.</summary>
public sealed class MetricsHandler(IReadOnlyList<IMetricSource> sources)
{
    public void Register(PathDispatcher paths) => paths.Add("/metrics", (http, _, _) =>
    {
        var text = new MetricText();
        foreach (var source in sources)
        {
            source.Write(text);
        }

        return ResponseWriter.WriteBytesAsync(http, MetricText.MediaType, Encoding.UTF8.GetBytes(text.ToString()));
    });
}
