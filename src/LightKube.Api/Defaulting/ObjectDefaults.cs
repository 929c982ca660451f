using System.Collections.Frozen;
using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Apps.V1;
using LightKube.Api.Batch.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Networking.V1;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;

namespace LightKube.Api.Defaulting;

/// <summary>All defaults of a built-in kind: the schema's, then those that depend on other fields.</summary>
public static class ObjectDefaults
{
    private static readonly FrozenDictionary<(string ApiVersion, string Kind), Action<DocMap>> Rules = new Dictionary<(string, string), Action<DocMap>>
    {
        [("v1", "LimitRange")] = root => LimitRangeDefaults.Apply(new LimitRange(root)),
        [("v1", "Node")] = root => NodeDefaults.Apply(new Node(root)),
        [("v1", "Pod")] = root => PodDefaults.Apply(new Pod(root)),
        [("v1", "PodTemplate")] = root => PodSpecDefaults.Apply(new PodTemplate(root).Template.Spec),
        [("v1", "ReplicationController")] = root => ReplicationControllerDefaults.Apply(new ReplicationController(root)),
        [("v1", "Secret")] = root => SecretDefaults.Apply(new Secret(root)),
        [("v1", "Service")] = root => ServiceDefaults.Apply(new Service(root)),
        [("apps/v1", "DaemonSet")] = root => DaemonSetDefaults.Apply(new DaemonSet(root)),
        [("apps/v1", "Deployment")] = root => DeploymentDefaults.Apply(new Deployment(root)),
        [("apps/v1", "ReplicaSet")] = root => PodSpecDefaults.Apply(new ReplicaSet(root).Spec.Template.Spec),
        [("apps/v1", "StatefulSet")] = root => StatefulSetDefaults.Apply(new StatefulSet(root)),
        [("batch/v1", "CronJob")] = root => PodSpecDefaults.Apply(new CronJob(root).Spec.JobTemplate.Spec.Template.Spec),
        [("batch/v1", "Job")] = root => JobDefaults.Apply(new Job(root)),
        [("autoscaling/v1", "HorizontalPodAutoscaler")] = root => HorizontalPodAutoscalerDefaults.Apply(new Autoscaling.V1.HorizontalPodAutoscaler(root)),
        [("autoscaling/v2", "HorizontalPodAutoscaler")] = root => HorizontalPodAutoscalerDefaults.Apply(new Autoscaling.V2.HorizontalPodAutoscaler(root)),
        [("networking.k8s.io/v1", "NetworkPolicy")] = root => NetworkPolicyDefaults.Apply(new NetworkPolicy(root)),
        [("rbac.authorization.k8s.io/v1", "RoleBinding")] = root => SubjectDefaults.Apply(new RoleBinding(root).Subjects),
        [("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")] = root => SubjectDefaults.Apply(new ClusterRoleBinding(root).Subjects),
        [("apiextensions.k8s.io/v1", "CustomResourceDefinition")] = root => CustomResourceDefinitionDefaults.Apply(new CustomResourceDefinition(root)),
        [("resource.k8s.io/v1", "ResourceClaim")] = root => ResourceClaimDefaults.Apply(new Resource.V1.ResourceClaim(root).Spec),
        [("resource.k8s.io/v1", "ResourceClaimTemplate")] = root => ResourceClaimDefaults.Apply(new Resource.V1.ResourceClaimTemplate(root).Spec.Spec),
    }.ToFrozenDictionary();

    /// <summary>Fills in what the object leaves out. Doing it twice changes nothing.</summary>
    public static void Apply(Document document) => Apply(document.Schema, document.Root);

    /// <inheritdoc cref="Apply(Document)"/>
    public static void Apply(KindSchema kind, DocMap root)
    {
        if (ReferenceEquals(kind, Pod.Schema))
        {
            PodDefaults.MakeRoom(root);
        }

        SchemaDefaults.Apply(root, kind.Type);
        if (Rules.TryGetValue((kind.ApiVersion, kind.Kind), out var rule))
        {
            rule(root);
        }
    }
}
