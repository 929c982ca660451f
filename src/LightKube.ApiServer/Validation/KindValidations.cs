using System.Collections.Frozen;
using LightKube.Api.AdmissionRegistration.V1;
using LightKube.Api.Autoscaling.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Validation.Access;
using LightKube.ApiServer.Validation.Batch;
using LightKube.ApiServer.Validation.Config;
using LightKube.ApiServer.Validation.Devices;
using LightKube.ApiServer.Validation.Extension;
using LightKube.ApiServer.Validation.Flow;
using LightKube.ApiServer.Validation.Networking;
using LightKube.ApiServer.Validation.Pods;
using LightKube.ApiServer.Validation.Policy;
using LightKube.ApiServer.Validation.Services;
using LightKube.ApiServer.Validation.Storage;
using LightKube.ApiServer.Validation.Workloads;

namespace LightKube.ApiServer.Validation;

/// <summary>The built-in kinds whose rules are written out in full; what is said of the others follows from their schemas.</summary>
internal static class KindValidations
{
    private static readonly FrozenDictionary<KindSchema, KindValidation> ByKind = new KindValidation[]
    {
        new PodValidation(),
        new PodTemplateValidation(),
        new DeploymentValidation(),
        new ReplicaSetValidation(),
        new StatefulSetValidation(),
        new DaemonSetValidation(),
        new ControllerRevisionValidation(),
        new ReplicationControllerValidation(),
        new JobValidation(),
        new CronJobValidation(),
        new ServiceValidation(),
        new EndpointsValidation(),
        new EndpointSliceValidation(),
        new IngressValidation(),
        new IngressClassValidation(),
        new NetworkPolicyValidation(),
        new ConfigMapValidation(),
        new SecretValidation(),
        new ServiceAccountValidation(),
        new NamespaceValidation(),
        new NodeValidation(),
        new ResourceQuotaValidation(),
        new LimitRangeValidation(),
        new PersistentVolumeValidation(),
        new ClaimValidation(),
        new StorageClassValidation(),
        new VolumeAttributesClassValidation(),
        new VolumeAttachmentValidation(),
        new CsiNodeValidation(),
        new CsiDriverValidation(),
        new CsiStorageCapacityValidation(),
        new RoleValidation(Role.Schema),
        new RoleValidation(ClusterRole.Schema),
        new RoleBindingValidation(RoleBinding.Schema),
        new RoleBindingValidation(ClusterRoleBinding.Schema),
        new DisruptionBudgetValidation(),
        new AutoscalerValidation(HorizontalPodAutoscaler.Schema),
        new AutoscalerValidation(Api.Autoscaling.V2.HorizontalPodAutoscaler.Schema),
        new PriorityClassValidation(),
        new RuntimeClassValidation(),
        new LeaseValidation(),
        new EventValidation(Event.Schema),
        new EventValidation(Api.Events.V1.Event.Schema),
        new WebhookConfigurationValidation(ValidatingWebhookConfiguration.Schema),
        new WebhookConfigurationValidation(MutatingWebhookConfiguration.Schema),
        new ApiServiceValidation(),
        new FlowSchemaValidation(),
        new PriorityLevelValidation(),
        new ResourceClaimValidation(),
        new ResourceClaimTemplateValidation(),
        new DeviceClassValidation(),
        new ResourceSliceValidation(),
        new IpAddressValidation(),
        new ServiceCidrValidation(),
    }.ToFrozenDictionary(validation => validation.Kind);

    public static KindValidation? Find(KindSchema kind) => ByKind.GetValueOrDefault(kind);
}
