using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>ReplicaSets.</summary>
public sealed class ReplicaSetStrategy() : DefaultStrategy(ReplicaSet.Schema)
{
    public override void SetDefaults(Document document) => PodSpecDefaults.Apply(document.As<ReplicaSet>().Spec.Template.Spec);
}
