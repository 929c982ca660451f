using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Quotas;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Quotas;

[Parallelizable(ParallelScope.All)]
public sealed class QuotaUsageTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase("v1", "Pod", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"1","memory":"2Gi","example.com/gpu":"2"},"limits":{"cpu":"2"}}}]}}""",
        "count/pods=1 cpu=1 limits.cpu=2 memory=2Gi pods=1 requests.cpu=1 requests.example.com/gpu=2 requests.memory=2Gi")]
    [TestCase("v1", "Pod", """{"spec":{"resources":{"requests":{"cpu":"3"}},"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}]}}""",
        "count/pods=1 cpu=3 pods=1 requests.cpu=3")]
    [TestCase("v1", "Pod", """{"spec":{"containers":[{"name":"c"}]},"status":{"phase":"Failed"}}""", "count/pods=1")]
    [TestCase("v1", "Pod", """{"metadata":{"deletionTimestamp":"2026-01-01T11:59:00Z","deletionGracePeriodSeconds":30},"spec":{}}""", "count/pods=1")]
    [TestCase("v1", "Pod", """{"metadata":{"deletionTimestamp":"2026-01-01T11:59:50Z","deletionGracePeriodSeconds":30},"spec":{}}""", "count/pods=1 pods=1")]
    [TestCase("v1", "Service", """{"spec":{"type":"ClusterIP","ports":[{"port":1}]}}""", "count/services=1 services=1")]
    [TestCase("v1", "Service", """{"spec":{"type":"NodePort","ports":[{"port":1},{"port":2}]}}""", "count/services=1 services.nodeports=2 services=1")]
    [TestCase("v1", "Service", """{"spec":{"type":"LoadBalancer","ports":[{"port":1}]}}""", "count/services=1 services.loadbalancers=1 services.nodeports=1 services=1")]
    [TestCase("v1", "Service", """{"spec":{"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"ports":[{"port":1},{"port":2,"nodePort":30001}]}}""",
        "count/services=1 services.loadbalancers=1 services.nodeports=1 services=1")]
    [TestCase("v1", "PersistentVolumeClaim", """{"spec":{"storageClassName":"fast","resources":{"requests":{"storage":"1Gi"}}},"status":{"allocatedResources":{"storage":"2Gi"}}}""",
        "count/persistentvolumeclaims=1 fast.storageclass.storage.k8s.io/persistentvolumeclaims=1 fast.storageclass.storage.k8s.io/requests.storage=2Gi persistentvolumeclaims=1 requests.storage=2Gi")]
    [TestCase("v1", "ConfigMap", "{}", "configmaps=1 count/configmaps=1")]
    [TestCase("apps/v1", "Deployment", "{}", "count/deployments.apps=1")]
    [TestCase("resource.k8s.io/v1", "ResourceClaim", """{"spec":{"devices":{"requests":[{"name":"a","exactly":{"deviceClassName":"gpu","count":2}},{"name":"b","firstAvailable":[{"deviceClassName":"gpu","count":1},{"deviceClassName":"gpu","count":4},{"deviceClassName":"nic","allocationMode":"All"}]}]}}}""",
        "count/resourceclaims.resource.k8s.io=1 gpu.deviceclass.resource.k8s.io/devices=6 nic.deviceclass.resource.k8s.io/devices=32")]
    public void Usage(string apiVersion, string kind, string json, string expected)
    {
        var usage = QuotaUsage.Of(Parse(apiVersion, kind, json), Now);

        Assert.That(string.Join(' ', usage.OrderBy(pair => pair.Key + "=", StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")), Is.EqualTo(expected));
    }

    [TestCase("""{"scopes":["Terminating"]}""", """{"activeDeadlineSeconds":5}""", true)]
    [TestCase("""{"scopes":["Terminating"]}""", "{}", false)]
    [TestCase("""{"scopes":["NotTerminating"]}""", "{}", true)]
    [TestCase("""{"scopes":["BestEffort"]}""", """{"containers":[{"name":"c"}]}""", true)]
    [TestCase("""{"scopes":["NotBestEffort","NotTerminating"]}""", """{"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}]}""", true)]
    [TestCase("""{"scopes":["NotBestEffort"]}""", """{"containers":[{"name":"c"}]}""", false)]
    [TestCase("""{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["high"]}]}}""", """{"priorityClassName":"high"}""", true)]
    [TestCase("""{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"NotIn","values":["high"]}]}}""", """{"priorityClassName":"low"}""", true)]
    [TestCase("""{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"Exists"}]}}""", "{}", false)]
    [TestCase("""{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"DoesNotExist"}]}}""", "{}", true)]
    [TestCase("""{"scopes":["CrossNamespacePodAffinity"]}""", """{"affinity":{"podAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{"namespaces":["x"]}}]}}}""", true)]
    [TestCase("""{"scopes":["CrossNamespacePodAffinity"]}""", """{"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"a"}]}}}""", false)]
    public void Scopes_of_pods(string quota, string pod, bool covered) => Assert.That(
        QuotaScope.Covers(Quota(quota), Parse("v1", "Pod", $$"""{"spec":{{pod}} }""")), Is.EqualTo(covered));

    [TestCase("In", "\"gold\"", """{"spec":{"volumeAttributesClassName":"gold"}}""", true)]
    [TestCase("In", "\"gold\"", """{"spec":{"volumeAttributesClassName":"iron"},"status":{"currentVolumeAttributesClassName":"gold"}}""", true)]
    [TestCase("In", "\"gold\"", "{}", false)]
    [TestCase("Exists", "", "{}", false)]
    [TestCase("NotIn", "\"gold\"", "{}", true)]
    public void Scopes_of_claims(string op, string values, string claim, bool covered) => Assert.That(
        QuotaScope.Covers(
            Quota($$"""{"scopeSelector":{"matchExpressions":[{"scopeName":"VolumeAttributesClass","operator":"{{op}}","values":[{{values}}]}]} }"""),
            Parse("v1", "PersistentVolumeClaim", claim)),
        Is.EqualTo(covered));

    [Test]
    public void A_scope_of_pods_covers_nothing_else() =>
        Assert.That(QuotaScope.Covers(Quota("""{"scopes":["NotTerminating"]}"""), Parse("v1", "Service", "{}")), Is.False);

    [TestCase("""{"containers":[{"name":"a","resources":{"requests":{"cpu":"1"}}},{"name":"b"}],"initContainers":[{"name":"i"}]}""", "must specify cpu for: b,i; limits.memory for: a,b,i")]
    [TestCase("""{"resources":{"requests":{"cpu":"1"},"limits":{"memory":"1"}},"containers":[{"name":"a"}]}""", null)]
    public void What_must_be_said(string spec, string? expected) => Assert.That(
        QuotaRequirements.Missing(Quota("""{"hard":{"cpu":"1","limits.memory":"1","pods":"1","ephemeral-storage":"1"}}"""), Parse("v1", "Pod", $$"""{"spec":{{spec}} }""").As<Pod>().Spec),
        Is.EqualTo(expected));

    private static ResourceQuota Quota(string spec) => Parse("v1", "ResourceQuota", $$"""{"spec":{{spec}} }""").As<ResourceQuota>();

    private static Document Parse(string apiVersion, string kind, string json) => new Document(BuiltIn.Kind(apiVersion, kind), JsonText.Parse(json).AsMap!).Freeze();
}
