namespace LightKube.ApiServer.Tests.Validation;

public sealed class PolicyValidationTests
{
    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["Role"] = new($$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{{{{ValidationRig.Stored("a:b")}}}},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}"""),
        ["ClusterRole"] = new($$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{{{{ValidationRig.Stored("a:b", null)}}}},"rules":[{"verbs":["get"],"nonResourceURLs":["/x"]}]}"""),
        ["RoleBinding"] = new($$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{{{{ValidationRig.Stored("x")}}}},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u"}]}"""),
        ["Budget"] = new($$$"""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"} } } }"""),
        ["Autoscaler"] = new($$$"""{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50} } }]}}"""),
        ["Autoscaler1"] = new($$$"""{"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d"} } }"""),
        ["PriorityClass"] = new($$$"""{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{{{{ValidationRig.Stored("x", null)}}}},"value":5}"""),
        ["RuntimeClass"] = new($$$"""{"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{{{{ValidationRig.Stored("x", null)}}}},"handler":"runc"}"""),
        ["Lease"] = new($$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"leaseDurationSeconds":10}}"""),
        ["Event"] = new($$$"""{"apiVersion":"v1","kind":"Event","metadata":{{{{ValidationRig.Stored("x")}}}},"involvedObject":{"namespace":"default"}}"""),
        ["Event1"] = new($$$"""{"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{{{{ValidationRig.Stored("x")}}}},"regarding":{"namespace":"default"},"eventTime":"2026-01-02T03:04:05.000000Z","type":"Normal","reportingController":"a.io/b","reportingInstance":"i","action":"Do","reason":"Why"}"""),
    };

    [Test]
    public void The_bases_are_valid()
    {
        foreach (var (kind, rig) in Rigs)
        {
            Assert.That(rig.Create(), Is.Empty, kind);
            Assert.That(rig.Update("metadata/labels/a=\"b\""), Is.Empty, kind);
        }
    }

    [TestCase("Role", "metadata/name=\"a/b\"", "metadata.name: Invalid value: \"a/b\": may not contain '/'")]
    [TestCase("Role", "rules/0/verbs=[]", "rules[0].verbs: Required value: verbs must contain at least one value")]
    [TestCase("Role", "rules/0/apiGroups-", "rules[0].apiGroups: Required value: resource rules must supply at least one api group")]
    [TestCase("Role", "rules/0/nonResourceURLs=[\"/x\"]", "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs", "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: rules cannot apply to both regular resources and non-resource URLs")]
    [TestCase("ClusterRole", "aggregationRule={}", "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil")]
    [TestCase("RoleBinding", "roleRef/kind=\"Rule\"", "roleRef.kind: Unsupported value: \"Rule\": supported values: \"Role\", \"ClusterRole\"")]
    [TestCase("RoleBinding", "roleRef/name=\"\"", "roleRef.name: Required value")]
    [TestCase("RoleBinding", "subjects/0/kind=\"Robot\"", "subjects[0].kind: Unsupported value: \"Robot\": supported values: \"ServiceAccount\", \"User\", \"Group\"")]
    [TestCase("RoleBinding", "subjects/0/name=\"\"", "subjects[0].name: Required value")]
    [TestCase("Budget", "spec/maxUnavailable=1", "spec: Invalid value: {\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"maxUnavailable\":1}: minAvailable and maxUnavailable cannot be both set")]
    [TestCase("Budget", "spec/minAvailable=-1", "spec.minAvailable: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("Autoscaler", "spec/maxReplicas=0", "spec.maxReplicas: Invalid value: 0: must be greater than 0", "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`")]
    [TestCase("Autoscaler", "spec/minReplicas=4", "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`")]
    [TestCase("Autoscaler", "spec/scaleTargetRef/name=\"\"", "spec.scaleTargetRef.name: Required value")]
    [TestCase("Autoscaler", "spec/metrics/0/resource-", "spec.metrics[0].resource: Required value: must populate information for the given metric source")]
    [TestCase("Autoscaler", "spec/metrics/0/resource/target={\"type\":\"Utilization\"}", "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization")]
    [TestCase("Autoscaler1", "spec/maxReplicas=-1", "spec.maxReplicas: Invalid value: -1: must be greater than 0", "spec.maxReplicas: Invalid value: -1: must be greater than or equal to `minReplicas`")]
    [TestCase("PriorityClass", "value=2000000000", "value: Forbidden: maximum allowed value of a user defined priority is 1000000000")]
    [TestCase("PriorityClass", "metadata/name=\"system-mine\"", "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class")]
    [TestCase("RuntimeClass", "handler=\"a.b\"", "handler: Invalid value: \"a.b\": must not contain dots")]
    [TestCase("Lease", "spec/leaseDurationSeconds=0", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    [TestCase("Event", "involvedObject/namespace=\"other\"", "involvedObject.namespace: Invalid value: \"other\": does not match event.namespace")]
    [TestCase("Event1", "action-", "action: Required value")]
    [TestCase("Event1", "type=\"Bad\"", "type: Invalid value: \"\": has invalid value: Bad")]
    public void Create(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Create(change), Is.EqualTo(errors));

    [TestCase("RoleBinding", "roleRef/name=\"s\"", "roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"Role\",\"Name\":\"s\"}: cannot change roleRef")]
    [TestCase("PriorityClass", "value=6", "Value: Forbidden: may not be changed in an update.")]
    [TestCase("RuntimeClass", "handler=\"kata\"", "handler: Invalid value: \"kata\": field is immutable")]
    public void Update(string kind, string change, string error) => Assert.That(Rigs[kind].Update(change), Is.EqualTo(new[] { error }));
}
