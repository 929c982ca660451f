namespace LightKube.ApiServer.Tests.Validation;

public sealed class WorkloadValidationTests
{
    private const string Immutable = "field is immutable";
    private const string Percent = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["Deployment"] = new(Workload("apps/v1", "Deployment")),
        ["ReplicaSet"] = new(Workload("apps/v1", "ReplicaSet")),
        ["DaemonSet"] = new(Workload("apps/v1", "DaemonSet")),
        ["StatefulSet"] = new(Workload("apps/v1", "StatefulSet", """
            "serviceName":"web","volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}],
            """)),
        ["ReplicationController"] = new($$"""
            {"apiVersion":"v1","kind":"ReplicationController","metadata":{{{ValidationRig.Stored("web")}}},
             "spec":{"selector":{"app":"web"},"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"i:1"}]} } } }
            """),
    };

    private static string Workload(string version, string kind, string more = "") => $$"""
        {"apiVersion":"{{version}}","kind":"{{kind}}","metadata":{{{ValidationRig.Stored("web")}}},
         "spec":{ {{more}} "selector":{"matchLabels":{"app":"web"} },
                 "template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"i:1"}]} } } }
        """;

    [TestCase("Deployment")]
    [TestCase("ReplicaSet")]
    [TestCase("DaemonSet")]
    [TestCase("StatefulSet")]
    [TestCase("ReplicationController")]
    public void The_base_is_valid(string kind)
    {
        Assert.That(Rigs[kind].Create(), Is.Empty);
        Assert.That(Rigs[kind].Update("spec/template/metadata/labels/b=\"c\"", "spec/template/spec/containers/0/image=\"i:2\""), Is.Empty);
        Assert.That(Rigs[kind].UpdateThrough("status", [], "status/observedGeneration=1"), Is.Empty);
    }

    [TestCase("Deployment", "spec/replicas=-1", "spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("Deployment", "spec/selector-", "spec.selector: Required value", "spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`")]
    [TestCase("Deployment", "spec/selector={}", "spec.selector: Invalid value: {}: empty selector is invalid for deployment")]
    [TestCase("Deployment", "spec/selector/matchLabels/app=\"api\"", "spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`")]
    [TestCase("Deployment", "spec/template/metadata-", "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`")]
    [TestCase("Deployment", "spec/template/spec/restartPolicy=\"Never\"", "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"")]
    [TestCase("Deployment", "spec/template/spec/containers-", "spec.template.spec.containers: Required value")]
    [TestCase("Deployment", "spec/template/spec/containers/0/image-", "spec.template.spec.containers[0].image: Required value")]
    [TestCase("Deployment", "spec/template/spec/activeDeadlineSeconds=5", "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported")]
    [TestCase("Deployment", "spec/strategy={\"type\":\"Blue\"}", "spec.strategy: Unsupported value: {\"Type\":\"Blue\",\"RollingUpdate\":null}: supported values: \"Recreate\", \"RollingUpdate\"")]
    [TestCase("Deployment", "spec/strategy={\"type\":\"Recreate\",\"rollingUpdate\":{\"maxSurge\":1}}", "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'")]
    [TestCase("Deployment", "spec/strategy={\"rollingUpdate\":{\"maxSurge\":0,\"maxUnavailable\":0}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0")]
    [TestCase("Deployment", "spec/strategy={\"rollingUpdate\":{\"maxSurge\":\"x\"}}", "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"x\": " + Percent)]
    [TestCase("Deployment", "spec/strategy={\"rollingUpdate\":{\"maxUnavailable\":\"101%\"}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%")]
    [TestCase("Deployment", "spec/progressDeadlineSeconds=0", "spec.progressDeadlineSeconds: Invalid value: 0: must be greater than minReadySeconds")]
    [TestCase("ReplicaSet", "spec/selector/matchLabels/app=\"api\"", "spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`")]
    [TestCase("DaemonSet", "spec/selector={}", "spec.selector: Invalid value: {}: empty selector is invalid for daemonset")]
    [TestCase("DaemonSet", "spec/updateStrategy={\"rollingUpdate\":{\"maxSurge\":1,\"maxUnavailable\":1}}", "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero")]
    [TestCase("DaemonSet", "spec/updateStrategy={\"rollingUpdate\":{\"maxSurge\":0,\"maxUnavailable\":0}}", "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0")]
    [TestCase("StatefulSet", "metadata/name=\"a.b\"", "metadata.name: Invalid value: \"a.b\": must not contain dots")]
    [TestCase("StatefulSet", "spec/podManagementPolicy=\"Any\"", "spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'")]
    [TestCase("StatefulSet", "spec/updateStrategy={\"type\":\"Any\"}", "spec.updateStrategy: Invalid value: {\"type\":\"Any\"}: must be 'RollingUpdate' or 'OnDelete'")]
    [TestCase("StatefulSet", "spec/template/spec/containers/0/volumeMounts=[{\"name\":\"data\",\"mountPath\":\"/d\"},{\"name\":\"x\",\"mountPath\":\"/x\"}]", "spec.template.spec.containers[0].volumeMounts[1].name: Not found: \"x\"")]
    [TestCase("ReplicationController", "spec/template-", "spec.template: Required value")]
    [TestCase("ReplicationController", "spec/selector={\"app\":\"api\"}", "spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`")]
    public void Create(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Create(change), Is.EqualTo(errors));

    [TestCase("Deployment")]
    [TestCase("ReplicaSet")]
    [TestCase("DaemonSet")]
    public void Selectors_stay(string kind) => Assert.That(
        Rigs[kind].Update("spec/selector/matchLabels/b=\"c\"", "spec/template/metadata/labels/b=\"c\""),
        Is.EqualTo(new[] { "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"web\",\"b\":\"c\"}}: " + Immutable }));

    [Test]
    public void Little_of_a_stateful_set_may_change() => Assert.That(Rigs["StatefulSet"].Update("spec/serviceName=\"other\""), Is.EqualTo(new[]
    {
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
        + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    }));

    [Test]
    public void Counts_of_a_status_fit_together() => Assert.That(Rigs["Deployment"].UpdateThrough("status", [], "status/readyReplicas=2", "status/replicas=1"), Is.EqualTo(new[]
    {
        "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas",
    }));
}
