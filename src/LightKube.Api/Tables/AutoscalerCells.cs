using LightKube.Api.Autoscaling.V2;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;

namespace LightKube.Api.Tables;

internal static class AutoscalerCells
{
    private const string Unknown = "<unknown>";
    private const int MaxListed = 2;

    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("hpa.reference", (root, _) => new HorizontalPodAutoscaler(root).Spec.ScaleTargetRef is var target ? $"{target.Kind}/{target.Name}" : ""),
        ("hpa.min", (root, _) => new HorizontalPodAutoscaler(root).Spec.MinReplicas is { } min ? min.ToString(System.Globalization.CultureInfo.InvariantCulture) : CommonCells.Unset),
        ("hpa.targets", (root, _) => Targets(new HorizontalPodAutoscaler(root))),
        ("hpa.cpu", (root, _) => Cpu(new Autoscaling.V1.HorizontalPodAutoscaler(root))),
    ];

    private static Value Cpu(Autoscaling.V1.HorizontalPodAutoscaler autoscaler) =>
        autoscaler.Spec.TargetCPUUtilizationPercentage is { } wanted ? $"cpu: {Percent(autoscaler.Status.CurrentCPUUtilizationPercentage)}/{wanted}%" : CommonCells.None;

    private static Value Targets(HorizontalPodAutoscaler autoscaler)
    {
        var targets = autoscaler.Spec.Metrics.Select(metric => Target(metric, autoscaler.Status)).ToList();
        return targets.Count switch
        {
            0 => CommonCells.None,
            > MaxListed => $"{string.Join(", ", targets.Take(MaxListed))} + {targets.Count - MaxListed} more...",
            _ => string.Join(", ", targets),
        };
    }

    private static string Target(MetricSpec metric, HorizontalPodAutoscalerStatus status)
    {
        switch (metric.Type)
        {
            case "Resource":
                var resource = status.CurrentMetrics.Find(current => current.Type == "Resource" && current.Resource.Name == metric.Resource.Name);
                return $"{metric.Resource.Name}: {Pair(metric.Resource.Target, resource?.Resource.Current)}";
            case "ContainerResource":
                var container = status.CurrentMetrics.Find(current => current.Type == "ContainerResource" && current.ContainerResource.Name == metric.ContainerResource.Name);
                return $"{metric.ContainerResource.Name}: {Pair(metric.ContainerResource.Target, container?.ContainerResource.Current)}";
            case "Pods":
                return Pair(metric.Pods.Target, status.CurrentMetrics.Find(current => current.Type == "Pods" && current.Pods.Metric.Name == metric.Pods.Metric.Name)?.Pods.Current);
            case "Object":
                return Pair(metric.Object.Target, status.CurrentMetrics.Find(current => current.Type == "Object" && current.Object.Metric.Name == metric.Object.Metric.Name)?.Object.Current);
            case "External":
                return Pair(metric.External.Target, status.CurrentMetrics.Find(current => current.Type == "External" && current.External.Metric.Name == metric.External.Metric.Name)?.External.Current);
            default:
                return "<unknown type>";
        }
    }

    private static string Pair(MetricTarget target, MetricValueStatus? current)
    {
        if (target.AverageValue is { } average)
        {
            return $"{Text(current?.AverageValue)}/{average}{(target.Type == "AverageValue" && target.Value is null ? "" : " (avg)")}";
        }

        return target.AverageUtilization is { } utilization ? $"{Percent(current?.AverageUtilization)}/{utilization}%" : $"{Text(current?.Value)}/{Text(target.Value)}";
    }

    private static string Percent(int? percent) => percent is { } known ? $"{known}%" : Unknown;

    private static string Text(Quantity? quantity) => quantity?.ToString() ?? Unknown;
}
