using LightKube.Api.Autoscaling.V2;

namespace LightKube.Api.Defaulting;

/// <summary>Without a metric an autoscaler looks at the CPU; a stated behavior is completed by Kubernetes' scaling rules.</summary>
internal static class HorizontalPodAutoscalerDefaults
{
    private const int CpuPercent = 80;
    private const int PeriodSeconds = 15;
    private const int UpPods = 4;
    private const int AllPercent = 100;

    public static void Apply(Autoscaling.V1.HorizontalPodAutoscaler autoscaler)
    {
        if (autoscaler.Spec.IsPresent)
        {
            autoscaler.Spec.TargetCPUUtilizationPercentage ??= CpuPercent;
        }
    }

    public static void Apply(HorizontalPodAutoscaler autoscaler)
    {
        var spec = autoscaler.Spec;
        if (!spec.IsPresent)
        {
            return;
        }

        if (spec.Metrics.Count == 0)
        {
            var metric = spec.Metrics.AddNew();
            metric.Type = "Resource";
            metric.Resource.Name = "cpu";
            metric.Resource.Target.Type = "Utilization";
            metric.Resource.Target.AverageUtilization = CpuPercent;
        }

        if (spec.Behavior.IsPresent)
        {
            ScaleUp(spec.Behavior.ScaleUp);
            ScaleDown(spec.Behavior.ScaleDown);
        }
    }

    private static void ScaleUp(HPAScalingRules rules)
    {
        rules.StabilizationWindowSeconds ??= 0;
        rules.SelectPolicy ??= "Max";
        if (rules.Policies.Count == 0)
        {
            rules.Policies.Add(new HPAScalingPolicy { Type = "Pods", Value = UpPods, PeriodSeconds = PeriodSeconds });
            rules.Policies.Add(new HPAScalingPolicy { Type = "Percent", Value = AllPercent, PeriodSeconds = PeriodSeconds });
        }
    }

    private static void ScaleDown(HPAScalingRules rules)
    {
        rules.SelectPolicy ??= "Max";
        if (rules.Policies.Count == 0)
        {
            rules.Policies.Add(new HPAScalingPolicy { Type = "Percent", Value = AllPercent, PeriodSeconds = PeriodSeconds });
        }
    }
}
