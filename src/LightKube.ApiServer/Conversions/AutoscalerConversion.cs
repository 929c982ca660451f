using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Conversions;

/// <summary>
/// HorizontalPodAutoscalers, served as <c>autoscaling/v1</c> and stored as <c>autoscaling/v2</c>. The older version knows one metric,
/// the CPU's utilisation; what else there is travels in annotations, as upstream does, and comes back from them.
/// </summary>
public sealed class AutoscalerConversion : IKindConversion
{
    private const string MetricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";
    private const string CurrentMetricsAnnotation = "autoscaling.alpha.kubernetes.io/current-metrics";
    private const string ConditionsAnnotation = "autoscaling.alpha.kubernetes.io/conditions";
    private const string BehaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior";

    public DocMap FromStored(DocMap stored)
    {
        var served = stored.DeepClone();
        served.Set("apiVersion", "autoscaling/v1");
        if (served.GetMap("spec") is { } spec)
        {
            SplitMetrics(served, spec, "metrics", MetricsAnnotation, "targetCPUUtilizationPercentage", "target");
            ToAnnotation(served, spec, "behavior", BehaviorAnnotation);
        }

        if (served.GetMap("status") is { } status)
        {
            SplitMetrics(served, status, "currentMetrics", CurrentMetricsAnnotation, "currentCPUUtilizationPercentage", "current");
            ToAnnotation(served, status, "conditions", ConditionsAnnotation);
        }

        return served;
    }

    public DocMap ToStored(DocMap served)
    {
        var stored = served.DeepClone();
        stored.Set("apiVersion", "autoscaling/v2");
        if (stored.GetMap("spec") is { } spec)
        {
            JoinMetrics(stored, spec, "metrics", MetricsAnnotation, "targetCPUUtilizationPercentage", "target");
            FromAnnotation(stored, spec, "behavior", BehaviorAnnotation);
        }

        if (stored.GetMap("status") is { } status)
        {
            JoinMetrics(stored, status, "currentMetrics", CurrentMetricsAnnotation, "currentCPUUtilizationPercentage", "current");
            FromAnnotation(stored, status, "conditions", ConditionsAnnotation);
        }

        if (stored.GetMap("metadata") is { } metadata && metadata.GetMap("annotations") is { Count: 0 })
        {
            metadata.Remove("annotations");
        }

        return stored;
    }

    private static void SplitMetrics(DocMap root, DocMap from, string list, string annotation, string field, string inner)
    {
        if (from.GetList(list) is not { } metrics)
        {
            return;
        }

        var others = new DocList();
        foreach (ref readonly var metric in metrics.Items)
        {
            if (CpuUtilization(metric.AsMap, inner) is { } percent && !from.Contains(field))
            {
                from.Set(field, percent);
            }
            else
            {
                others.Add(metric);
            }
        }

        from.Remove(list);
        if (others.Count > 0)
        {
            Annotations(root).Set(annotation, JsonText.Of(others));
        }
    }

    private static long? CpuUtilization(DocMap? metric, string inner) =>
        metric?.GetString("type") == "Resource" && metric.GetMap("resource") is { } resource && resource.GetString("name") == "cpu"
            ? resource.GetMap(inner)?["averageUtilization"].AsInt
            : null;

    private static void JoinMetrics(DocMap root, DocMap into, string list, string annotation, string field, string inner)
    {
        var metrics = Parse(root, annotation).AsList ?? new DocList();
        if (into[field].AsInt is { } percent)
        {
            var target = new DocMap();
            target.Set("type", inner == "target" ? "Utilization" : default(Value));
            target.Set("averageUtilization", percent);
            var resource = new DocMap();
            resource.Set("name", "cpu");
            resource.Set(inner, target);
            var metric = new DocMap();
            metric.Set("type", "Resource");
            metric.Set("resource", resource);
            metrics.Insert(0, metric);
        }

        into.Remove(field);
        into.Set(list, metrics.Count > 0 ? metrics : default(Value));
    }

    private static void ToAnnotation(DocMap root, DocMap from, string field, string annotation)
    {
        if (from[field] is { IsAbsentOrNull: false } value)
        {
            Annotations(root).Set(annotation, JsonText.Of(value));
            from.Remove(field);
        }
    }

    private static void FromAnnotation(DocMap root, DocMap into, string field, string annotation)
    {
        if (Parse(root, annotation) is { IsAbsent: false } value)
        {
            into.Set(field, value);
        }
    }

    private static Value Parse(DocMap root, string annotation)
    {
        if (root.GetMap("metadata")?.GetMap("annotations") is not { } annotations || annotations.GetString(annotation) is not { } text)
        {
            return default;
        }

        annotations.Remove(annotation);
        try
        {
            return JsonText.Parse(text);
        }
        catch (DocumentFormatException)
        {
            // An annotation that a person broke says nothing; the fields of the object itself stand.
            return default;
        }
    }

    private static DocMap Annotations(DocMap root) => root.GetOrAddMap("metadata").GetOrAddMap("annotations");
}
