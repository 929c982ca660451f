namespace LightKube.ApiServer.Tests.Validation;

public sealed class StorageValidationTests
{
    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["PersistentVolume"] = new($$$"""{"apiVersion":"v1","kind":"PersistentVolume","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/a"} } }"""),
        ["Claim"] = new($$$"""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } },"status":{"phase":"Bound","capacity":{"storage":"1Gi"} } }"""),
        ["StorageClass"] = new($$$"""{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{{{{ValidationRig.Stored("x", null)}}}},"provisioner":"a.io/b"}"""),
        ["Attachment"] = new($$$"""{"apiVersion":"storage.k8s.io/v1","kind":"VolumeAttachment","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"attacher":"a.io","nodeName":"n","source":{"persistentVolumeName":"p"} } }"""),
        ["CSINode"] = new($$$"""{"apiVersion":"storage.k8s.io/v1","kind":"CSINode","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"drivers":[{"name":"a.io","nodeID":"n"}]}}"""),
        ["CSIDriver"] = new($$$"""{"apiVersion":"storage.k8s.io/v1","kind":"CSIDriver","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{}}"""),
        ["Capacity"] = new($$$"""{"apiVersion":"storage.k8s.io/v1","kind":"CSIStorageCapacity","metadata":{{{{ValidationRig.Stored("x")}}}},"storageClassName":"a","capacity":"1Gi"}"""),
        ["AttributesClass"] = new($$$"""{"apiVersion":"storage.k8s.io/v1","kind":"VolumeAttributesClass","metadata":{{{{ValidationRig.Stored("x", null)}}}},"driverName":"a.io","parameters":{"a":"b"}}"""),
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

    [TestCase("PersistentVolume", "spec/accessModes-", "spec.accessModes: Required value")]
    [TestCase("PersistentVolume", "spec/accessModes=[\"Any\"]", "spec.accessModes: Unsupported value: \"Any\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"")]
    [TestCase("PersistentVolume", "spec/capacity-", "spec.capacity: Required value", "spec.capacity: Unsupported value: null: supported values: \"storage\"")]
    [TestCase("PersistentVolume", "spec/hostPath-", "spec: Required value: must specify a volume type")]
    [TestCase("PersistentVolume", "spec/nfs={\"server\":\"s\",\"path\":\"/p\"}", "spec.nfs: Forbidden: may not specify more than 1 volume type")]
    [TestCase("PersistentVolume", "spec/persistentVolumeReclaimPolicy=\"Keep\"", "spec.persistentVolumeReclaimPolicy: Unsupported value: \"Keep\": supported values: \"Delete\", \"Recycle\", \"Retain\"")]
    [TestCase("Claim", "spec/accessModes-", "spec.accessModes: Required value: at least 1 access mode is required")]
    [TestCase("Claim", "spec/resources-", "spec.resources[storage]: Required value")]
    [TestCase("Claim", "spec/resources/requests/storage=\"0\"", "spec.resources[storage]: Invalid value: \"0\": must be greater than zero")]
    [TestCase("Claim", "spec/accessModes=[\"ReadWriteOnce\",\"ReadWriteOncePod\"]", "spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes")]
    [TestCase("Claim", "spec/dataSource={\"kind\":\"VolumeSnapshot\",\"name\":\"s\"}", "spec.dataSource: Invalid value: \"VolumeSnapshot\": must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
    [TestCase("StorageClass", "provisioner-", "provisioner: Required value")]
    [TestCase("StorageClass", "volumeBindingMode=\"Later\"", "volumeBindingMode: Unsupported value: \"Later\": supported values: \"Immediate\", \"WaitForFirstConsumer\"")]
    [TestCase("Attachment", "spec/source={}", "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName")]
    [TestCase("CSINode", "spec/drivers/0/nodeID=\"\"", "spec.drivers[0].nodeID: Required value")]
    [TestCase("CSIDriver", "spec/volumeLifecycleModes=[\"Long\"]", "spec.volumeLifecycleModes: Unsupported value: \"Long\": supported values: \"Persistent\", \"Ephemeral\"")]
    [TestCase("Capacity", "capacity=\"-1\"", "capacity: Invalid value: \"-1\": must be greater than or equal to 0")]
    public void Create(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Create(change), Is.EqualTo(errors));

    [TestCase("PersistentVolume", "spec/hostPath/path=\"/b\"", "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation")]
    [TestCase("PersistentVolume", "spec/volumeMode=\"Block\"", "volumeMode: Invalid value: \"Block\": field is immutable")]
    [TestCase("Claim", "spec/accessModes=[\"ReadWriteMany\"]", "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims")]
    [TestCase("Claim", "spec/resources/requests/storage=\"1Mi\"", "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity")]
    [TestCase("Claim", "spec/resources/requests/storage=\"2Gi\"")]
    [TestCase("Claim", "spec/volumeName=\"v\"")]
    [TestCase("StorageClass", "provisioner=\"a.io/c\"", "provisioner: Forbidden: updates to provisioner are forbidden.")]
    [TestCase("StorageClass", "reclaimPolicy=\"Retain\"", "reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.")]
    [TestCase("Capacity", "storageClassName=\"b\"", "storageClassName: Invalid value: \"b\": field is immutable")]
    [TestCase("AttributesClass", "parameters/a=\"c\"", "parameters: Forbidden: updates to parameters are forbidden.")]
    public void Update(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Update(change), Is.EqualTo(errors));
}
