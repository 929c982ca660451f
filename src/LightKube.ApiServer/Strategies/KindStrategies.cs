using System.Collections.Concurrent;
using LightKube.Api.AdmissionRegistration.V1;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Strategies.Kinds;
using LightKube.ApiServer.Strategies.Pods;
using LightKube.ApiServer.Strategies.Services;
using LightKube.ApiServer.Strategies.Workloads;

namespace LightKube.ApiServer.Strategies;

/// <summary>Which rules each kind has. A kind without rules of its own, and every custom one, has the common ones.</summary>
public sealed class KindStrategies
{
    private readonly ConcurrentDictionary<KindSchema, IKindStrategy> _strategies = new();

    public KindStrategies(ServiceNetwork services, TimeProvider time)
    {
        DefaultStrategy[] own =
        [
            new PodStrategy(time),
            new ServiceStrategy(services),
            new DeploymentStrategy(),
            new ReplicaSetStrategy(),
            new StatefulSetStrategy(),
            new DaemonSetStrategy(),
            new JobStrategy(),
            new CronJobStrategy(),
            new ReplicationControllerStrategy(),
            new NamespaceStrategy(),
            new NodeStrategy(),
            new SecretStrategy(),
            new PersistentVolumeStrategy(),
            new PersistentVolumeClaimStrategy(),
            new StorageClassStrategy(),
            new PriorityClassStrategy(),
            new AdmissionPolicyStrategy(ValidatingAdmissionPolicy.Schema, static policy => new ValidatingPolicy(policy)),
            new AdmissionPolicyStrategy(MutatingAdmissionPolicy.Schema, static policy => new MutatingPolicy(policy)),
            new AdmissionPolicyBindingStrategy(ValidatingAdmissionPolicyBinding.Schema),
            new AdmissionPolicyBindingStrategy(MutatingAdmissionPolicyBinding.Schema),
            new RoleBindingStrategy(RoleBinding.Schema),
            new RoleBindingStrategy(ClusterRoleBinding.Schema),
            new EndpointSliceStrategy(),
            new NetworkPolicyStrategy(),
            new IngressStrategy(),
            new LimitRangeStrategy(),
            new CertificateSigningRequestStrategy(time),
            new CustomResourceDefinitionStrategy(time),
            new ApiServiceStrategy(time),
        ];
        foreach (var strategy in own)
        {
            _strategies[strategy.Kind] = strategy;
        }
    }

    public IKindStrategy For(KindSchema kind) => _strategies.GetOrAdd(kind, static kind => new DefaultStrategy(kind));

    /// <summary>Forgets a custom kind that is no longer defined.</summary>
    public void Forget(KindSchema kind) => _strategies.TryRemove(kind, out _);
}
