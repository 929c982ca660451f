using LightKube.Api.Documents;
using LightKube.Api.Scheduling.V1;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>PriorityClasses. The highest numbers and the names that begin with <c>system-</c> are the system's own.</summary>
public sealed class PriorityClassStrategy() : DefaultStrategy(PriorityClass.Schema)
{
    public override void SetDefaults(Document document) => document.As<PriorityClass>().PreemptionPolicy ??= "PreemptLowerPriority";
}
