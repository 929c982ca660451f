using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>What the strategies have in common by which Deployments and DaemonSets replace their pods.</summary>
internal static class RolloutStrategyRules
{
    /// <summary>The type is none of those that there are. The message shows the strategy as Go's names have it.</summary>
    public static void RefuseType(Field strategy, params string[] types)
    {
        var rolling = strategy["rollingUpdate"];
        var shown = new DocMap();
        shown.Set("Type", strategy["type"].Text);
        shown.Set("RollingUpdate", rolling.IsSet ? rolling.Value : Value.Null);
        strategy.NotSupported(shown, types);
    }

    /// <summary>How many pods a rolling update may take away and add; both are numbers or percentages.</summary>
    public static (Field Unavailable, Field Surge) Amounts(Field rolling)
    {
        var (unavailable, surge) = (rolling["maxUnavailable"], rolling["maxSurge"]);
        unavailable.BeAmount();
        surge.BeAmount();
        return (unavailable, surge);
    }
}
