namespace LightKube.ApiServer.Tests.Validation;

public sealed class PodValidationTests
{
    private const string Label63 = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private const string Subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private static readonly ValidationRig Rig = new($$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{{{ValidationRig.Stored("web")}}},
         "spec":{"volumes":[{"name":"data","emptyDir":{} }],
                 "containers":[{"name":"c","image":"nginx:1","imagePullPolicy":"Always","ports":[{"containerPort":80}],"env":[{"name":"A","value":"b"}],
                                "volumeMounts":[{"name":"data","mountPath":"/data"}],
                                "readinessProbe":{"httpGet":{"port":80} } }]} }
        """);

    [Test]
    public void The_base_is_valid()
    {
        Assert.That(Rig.Create(), Is.Empty);
        Assert.That(Rig.Update(), Is.Empty);
        Assert.That(Rig.Warnings(), Is.Empty);
    }

    // Metadata.
    [TestCase("metadata/name=\"Web\"", "metadata.name: Invalid value: \"Web\": " + Subdomain)]
    [TestCase("metadata/name-", "metadata.name: Required value: name or generateName is required")]
    [TestCase("metadata/generateName=\"Web-\"", "metadata.generateName: Invalid value: \"Web-\": " + Subdomain)]
    [TestCase("metadata/labels/a b=\"c\"", "metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [TestCase("metadata/labels/a=\"b c\"", "metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    [TestCase("metadata/finalizers=[\"mine\"]", "metadata.finalizers[0]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified")]
    [TestCase("metadata/ownerReferences=[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"x\",\"uid\":\"\"}]", "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty")]
    [TestCase("metadata/annotations/controller.kubernetes.io~pod-deletion-cost=\"x\"", "metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: \"x\": must be a 32bit integer")]
    // Containers.
    [TestCase("spec/containers-", "spec.containers: Required value")]
    [TestCase("spec/containers=[]", "spec.containers: Required value")]
    [TestCase("spec/containers/0/name-", "spec.containers[0].name: Required value")]
    [TestCase("spec/containers/0/name=\"a.b\"", "spec.containers[0].name: Invalid value: \"a.b\": must not contain dots")]
    [TestCase("spec/containers/0/name=\"A\"", "spec.containers[0].name: Invalid value: \"A\": " + Label63)]
    [TestCase("spec/containers/0/image-", "spec.containers[0].image: Required value")]
    [TestCase("spec/containers/0/image=\" nginx\"", "spec.containers[0].image: Invalid value: \" nginx\": must not have leading or trailing whitespace")]
    [TestCase("spec/containers/0/imagePullPolicy=\"Sometimes\"", "spec.containers[0].imagePullPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    [TestCase("spec/containers/0/ports/0/containerPort=70000", "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [TestCase("spec/containers/0/ports/0/containerPort=0", "spec.containers[0].ports[0].containerPort: Required value")]
    [TestCase("spec/containers/0/ports/0/protocol=\"ICMP\"", "spec.containers[0].ports[0].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    [TestCase("spec/containers/0/ports=[{\"name\":\"a\",\"containerPort\":1},{\"name\":\"a\",\"containerPort\":2}]", "spec.containers[0].ports[1].name: Duplicate value: \"a\"")]
    [TestCase("spec/containers/0/ports=[{\"hostPort\":1,\"containerPort\":1},{\"hostPort\":1,\"containerPort\":2}]", "spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//1\"")]
    [TestCase("spec/containers/0/env/0/name-", "spec.containers[0].env[0].name: Required value")]
    [TestCase("spec/containers/0/env/0/name=\"a=b\"", "spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '='")]
    [TestCase("spec/containers/0/env/0/valueFrom={}", "spec.containers[0].env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`")]
    [TestCase("spec/containers/0/env/0/valueFrom={\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}", "spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty")]
    [TestCase("spec/containers/0/env/0={\"name\":\"A\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.nam\"}}}", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.nam\": error converting fieldPath: field label not supported: metadata.nam")]
    [TestCase("spec/containers/0/env/0={\"name\":\"A\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"status.phase\"}}}", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"status.phase\": supported values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\"")]
    [TestCase("spec/containers/0/env/0={\"name\":\"A\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"m\"}}}", "spec.containers[0].env[0].valueFrom.configMapKeyRef.key: Required value")]
    [TestCase("spec/containers/0/envFrom=[{}]", "spec.containers[0].envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`")]
    [TestCase("spec/containers/0/envFrom=[{\"secretRef\":{\"name\":\"\"}}]", "spec.containers[0].envFrom[0].secretRef.name: Required value")]
    [TestCase("spec/containers/0/volumeMounts/0/name=\"other\"", "spec.containers[0].volumeMounts[0].name: Not found: \"other\"")]
    [TestCase("spec/containers/0/volumeMounts/0/mountPath-", "spec.containers[0].volumeMounts[0].mountPath: Required value")]
    [TestCase("spec/containers/0/volumeMounts=[{\"name\":\"data\",\"mountPath\":\"/a\"},{\"name\":\"data\",\"mountPath\":\"/a\"}]", "spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/a\": must be unique")]
    [TestCase("spec/containers/0/volumeMounts/0/subPath=\"../x\"", "spec.containers[0].volumeMounts.subPath: Invalid value: \"../x\": must not contain '..'")]
    [TestCase("spec/containers/0/volumeMounts/0/mountPropagation=\"Bidirectional\"", "spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers")]
    [TestCase("spec/containers/0/volumeDevices=[{\"name\":\"data\",\"devicePath\":\"/dev/x\"}]", "spec.containers[0].volumeMounts[0].name: Invalid value: \"data\": must not already exist in volumeDevices", "spec.containers[0].volumeDevices[0].name: Invalid value: \"data\": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode", "spec.containers[0].volumeDevices[0].name: Invalid value: \"data\": must not already exist in volumeMounts")]
    [TestCase("spec/containers/0/resources={\"requests\":{\"cpu\":\"2\"},\"limits\":{\"cpu\":\"1\"}}", "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [TestCase("spec/containers/0/resources={\"limits\":{\"cpu\":\"-1\"},\"requests\":{\"cpu\":\"-1\"}}", "spec.containers[0].resources.limits[cpu]: Invalid value: \"-1\": must be greater than or equal to 0", "spec.containers[0].resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal to 0")]
    [TestCase("spec/containers/0/resources={\"requests\":{\"gpu\":\"1\"}}", "spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource type or fully qualified", "spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource for containers")]
    [TestCase("spec/containers/0/resources={\"requests\":{\"pods\":\"1\"}}", "spec.containers[0].resources.requests[pods]: Invalid value: \"pods\": must be a standard resource for containers")]
    [TestCase("spec/containers/0/resources={\"requests\":{\"nvidia.com/gpu\":\"1\"}}", "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources")]
    [TestCase("spec/containers/0/resources={\"limits\":{\"nvidia.com/gpu\":\"500m\"}}", "spec.containers[0].resources.limits[nvidia.com/gpu]: Invalid value: \"500m\": must be an integer", "spec.containers[0].resources.requests[nvidia.com/gpu]: Invalid value: \"500m\": must be an integer")]
    [TestCase("spec/containers/0/resources={\"limits\":{\"hugepages-2Mi\":\"2Mi\"}}", "spec.containers[0].resources: Forbidden: HugePages require cpu or memory")]
    [TestCase("spec/containers/0/resources={\"limits\":{\"cpu\":\"1\",\"hugepages-2Mi\":\"3Mi\"}}", "spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi", "spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi")]
    [TestCase("spec/containers/0/resources={\"claims\":[{\"name\":\"x\"}]}", "spec.containers[0].resources.claims[0]: Not found: \"x\": must be one of the names in pod.spec.resourceClaims which is empty")]
    [TestCase("spec/containers/0/readinessProbe={}", "spec.containers[0].readinessProbe: Required value: must specify a handler type")]
    [TestCase("spec/containers/0/readinessProbe={\"exec\":{},\"httpGet\":{\"port\":80}}", "spec.containers[0].readinessProbe.exec.command: Required value", "spec.containers[0].readinessProbe.httpGet: Forbidden: may not specify more than 1 handler type")]
    [TestCase("spec/containers/0/readinessProbe/httpGet/port=\"a--b\"", "spec.containers[0].readinessProbe.httpGet.port: Invalid value: \"a--b\": must not contain consecutive hyphens")]
    [TestCase("spec/containers/0/readinessProbe/httpGet/port=0", "spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [TestCase("spec/containers/0/livenessProbe={\"tcpSocket\":{\"port\":80},\"successThreshold\":2}", "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1")]
    [TestCase("spec/containers/0/readinessProbe/periodSeconds=-1", "spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("spec/containers/0/lifecycle={\"preStop\":{\"sleep\":{\"seconds\":60}}}", "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 60: must be non-negative and less than terminationGracePeriodSeconds (30)")]
    [TestCase("spec/containers/0/securityContext={\"runAsUser\":-1}", "spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive")]
    [TestCase("spec/containers/0/securityContext={\"seccompProfile\":{\"type\":\"Localhost\"}}", "spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost")]
    [TestCase("spec/containers/+={\"name\":\"c\",\"image\":\"i\"}", "spec.containers[1].name: Duplicate value: \"c\"")]
    [TestCase("spec/initContainers=[{\"name\":\"c\",\"image\":\"i\"}]", "spec.initContainers[0].name: Duplicate value: \"c\"")]
    [TestCase("spec/initContainers=[{\"name\":\"i\",\"image\":\"i\",\"lifecycle\":{}}]", "spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always")]
    [TestCase("spec/ephemeralContainers=[{\"name\":\"e\",\"image\":\"i\"}]", "spec.ephemeralContainers: Forbidden: cannot be set on create")]
    // Volumes.
    [TestCase("spec/volumes/+={\"name\":\"data\",\"emptyDir\":{}}", "spec.volumes[1].name: Duplicate value: \"data\"")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"secret\":{}}", "spec.volumes[1].secret.secretName: Required value")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"configMap\":{\"name\":\"m\",\"items\":[{\"key\":\"k\",\"path\":\"/p\"}]}}", "spec.volumes[1].configMap.items[0].path: Invalid value: \"/p\": must be a relative path")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"configMap\":{\"name\":\"m\",\"defaultMode\":512}}", "spec.volumes[1].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"hostPath\":{\"path\":\"\"}}", "spec.volumes[1].hostPath.path: Required value")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"hostPath\":{\"path\":\"/a\",\"type\":\"Dir\"}}", "spec.volumes[1].hostPath.type: Unsupported value: \"Dir\": supported values: \"\", \"BlockDevice\", \"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\", \"Socket\"")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"emptyDir\":{},\"secret\":{\"secretName\":\"s\"}}", "spec.volumes[1].secret: Forbidden: may not specify more than 1 volume type")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"persistentVolumeClaim\":{\"claimName\":\"\"}}", "spec.volumes[1].persistentVolumeClaim.claimName: Required value")]
    [TestCase("spec/volumes/+={\"name\":\"X\",\"emptyDir\":{}}", "spec.volumes[1].name: Invalid value: \"X\": " + Label63)]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"projected\":{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\",\"expirationSeconds\":1}}]}}", "spec.volumes[1].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes", "spec.volumes[1].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set")]
    [TestCase("spec/volumes/+={\"name\":\"x\",\"ephemeral\":{\"volumeClaimTemplate\":{\"spec\":{}}}}", "spec.volumes[1].ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required", "spec.volumes[1].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value")]
    // The rest of the spec.
    [TestCase("spec/restartPolicy=\"Maybe\"", "spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"OnFailure\", \"Never\"")]
    [TestCase("spec/dnsPolicy=\"X\"", "spec.dnsPolicy: Unsupported value: \"X\": supported values: \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"")]
    [TestCase("spec/dnsPolicy=\"None\"", "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None")]
    [TestCase("spec/dnsConfig={\"nameservers\":[\"x\"]}", "spec.dnsConfig.nameservers[0]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [TestCase("spec/activeDeadlineSeconds=0", "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive")]
    [TestCase("spec/hostname=\"a.b\"", "spec.hostname: Invalid value: \"a.b\": must not contain dots")]
    [TestCase("spec/nodeName=\"N\"", "spec.nodeName: Invalid value: \"N\": " + Subdomain)]
    [TestCase("spec/priorityClassName=\"P\"", "spec.priorityClassName: Invalid value: \"P\": " + Subdomain)]
    [TestCase("spec/hostAliases=[{\"ip\":\"999.1.1.1\"}]", "spec.hostAliases[0].ip: Invalid value: \"999.1.1.1\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [TestCase("spec/tolerations=[{\"operator\":\"Equal\"}]", "spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \"match all values and all keys\"")]
    [TestCase("spec/tolerations=[{\"key\":\"a\",\"operator\":\"Is\"}]", "spec.tolerations[0].operator: Unsupported value: \"Is\": supported values: \"Equal\", \"Exists\"")]
    [TestCase("spec/tolerations=[{\"key\":\"a\",\"operator\":\"Exists\",\"value\":\"b\"}]", "spec.tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'")]
    [TestCase("spec/tolerations=[{\"key\":\"a\",\"effect\":\"No\"}]", "spec.tolerations[0].effect: Unsupported value: \"No\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"")]
    [TestCase("spec/tolerations=[{\"key\":\"a\",\"effect\":\"NoSchedule\",\"tolerationSeconds\":1}]", "spec.tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` is set")]
    [TestCase("spec/affinity={\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":[]}}}", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term")]
    [TestCase("spec/affinity={\"podAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"topologyKey\":\"\"}]}}", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: \"\": name part must be non-empty", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [TestCase("spec/topologySpreadConstraints=[{\"maxSkew\":0,\"topologyKey\":\"z\",\"whenUnsatisfiable\":\"No\",\"labelSelector\":{}}]", "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero", "spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"No\": supported values: \"DoNotSchedule\", \"ScheduleAnyway\"")]
    [TestCase("spec/securityContext={\"sysctls\":[{\"name\":\"A\",\"value\":\"1\"}]}", "spec.securityContext.sysctls[0].name: Invalid value: \"A\": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$")]
    [TestCase("spec/os={\"name\":\"bsd\"}", "spec.os: Unsupported value: \"bsd\": supported values: \"linux\", \"windows\"")]
    [TestCase("spec/schedulingGates=[{\"name\":\"a\"},{\"name\":\"a\"}]", "spec.schedulingGates[1]: Duplicate value: \"a\"")]
    public void Create(string change, params string[] errors) => Assert.That(Rig.Create(change), Is.EqualTo(errors));

    [TestCase("spec/containers/0/image=\"nginx:2\"")]
    [TestCase("spec/containers/0/image-", "spec.containers[0].image: Required value")]
    [TestCase("spec/tolerations=[{\"key\":\"a\",\"operator\":\"Exists\"}]")]
    [TestCase("spec/activeDeadlineSeconds=5")]
    [TestCase("metadata/name=\"other\"", "metadata.name: Invalid value: \"other\": field is immutable")]
    [TestCase("spec/containers/+={\"name\":\"d\",\"image\":\"i\"}", "spec.containers: Forbidden: pod updates may not add or remove containers")]
    [TestCase("spec/nodeName=\"n\"", "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)")]
    [TestCase("spec/schedulingGates=[{\"name\":\"a\"}]", "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'")]
    public void Update(string change, params string[] errors) => Assert.That(Rig.Update(change), Is.EqualTo(errors));

    [Test]
    public void A_deadline_only_comes_nearer()
    {
        Assert.That(Rig.UpdateOf(["spec/activeDeadlineSeconds=5"], "spec/activeDeadlineSeconds=4"), Is.Empty);
        Assert.That(Rig.UpdateOf(["spec/activeDeadlineSeconds=5"], "spec/activeDeadlineSeconds=6"), Is.EqualTo(new[] { "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value" }));
        Assert.That(Rig.UpdateOf(["spec/activeDeadlineSeconds=5"], "spec/activeDeadlineSeconds-"), Is.EqualTo(new[]
        {
            "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value",
            "spec: Forbidden: x",
        }.Take(1)));
    }

    [Test]
    public void A_gated_pod_may_be_told_where_to_run()
    {
        string[] gated = ["spec/schedulingGates=[{\"name\":\"a\"}]", "spec/nodeSelector={\"a\":\"b\"}"];

        Assert.That(Rig.UpdateOf(gated, "spec/nodeSelector/c=\"d\"", "spec/schedulingGates-"), Is.Empty);
        Assert.That(Rig.UpdateOf(gated, "spec/nodeSelector={\"c\":\"d\"}"), Is.EqualTo(new[]
        {
            "spec.nodeSelector: Invalid value: {\"c\":\"d\"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)",
        }));
    }

    [Test]
    public void Ephemeral_containers_come_and_stay()
    {
        const string Shell = "spec/ephemeralContainers=[{\"name\":\"e\",\"image\":\"i\"}]";

        Assert.That(Rig.UpdateThrough("ephemeralcontainers", [], Shell), Is.Empty);
        Assert.That(Rig.UpdateThrough("ephemeralcontainers", [Shell], "spec/ephemeralContainers-"), Is.EqualTo(new[] { "spec.ephemeralContainers: Forbidden: existing ephemeral containers \"e\" may not be removed\n" }));
        Assert.That(
            Rig.UpdateThrough("ephemeralcontainers", [], "spec/ephemeralContainers=[{\"name\":\"c\",\"image\":\"i\",\"targetContainerName\":\"x\",\"ports\":[{\"containerPort\":1}]}]"),
            Is.EqualTo(new[]
            {
                "spec.ephemeralContainers[0].name: Duplicate value: \"c\"",
                "spec.ephemeralContainers[0].targetContainerName: Not found: \"x\"",
                "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container",
            }));
    }

    [TestCase("status/qosClass=\"Guaranteed\"", "status.qosClass: Invalid value: \"Guaranteed\": field is immutable")]
    [TestCase("status/podIPs=[{\"ip\":\"10.0.0.1\"},{\"ip\":\"10.0.0.2\"}]", "status.podIPs: Invalid value: [{\"ip\":\"10.0.0.1\"},{\"ip\":\"10.0.0.2\"}]: may specify no more than one IP for each IP family")]
    [TestCase("status/conditions=[{\"type\":\"a b\",\"status\":\"True\"}]", "metadata.conditions[0].Type: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    public void Status(string change, string error) => Assert.That(Rig.UpdateThrough("status", ["status/qosClass=\"BestEffort\""], change), Is.EqualTo(new[] { error }));

    [TestCase("metadata/name=\"a.b\"", "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]")]
    [TestCase("spec/containers/0/env/+={\"name\":\"A\",\"value\":\"c\"}", "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply")]
    [TestCase("spec/nodeSelector={\"beta.kubernetes.io/os\":\"linux\"}", "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead")]
    [TestCase("spec/containers/0/resources={\"requests\":{\"memory\":\"100m\"}}", "spec.containers[0].resources.requests[memory]: fractional byte value \"100m\" is invalid, must be an integer")]
    [TestCase("spec/containers/0/ports/+={\"containerPort\":80}", "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]")]
    [TestCase("spec/imagePullSecrets=[{}]", "spec.imagePullSecrets[0].name: invalid empty name \"\"")]
    public void Warnings(string change, string warning) => Assert.That(Rig.Warnings(change), Is.EqualTo(new[] { warning }));
}
