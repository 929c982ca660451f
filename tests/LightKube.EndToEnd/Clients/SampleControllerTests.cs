using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Clients;

/// <summary>Kubernetes' sample controller, built from its source: client-go's informers, work queues and recorders over a custom resource.</summary>
internal sealed class SampleControllerTests
{
    // What the sample came with said v1beta1, which Kubernetes dropped in 1.22. Groups under k8s.io want a word on their approval.
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: foos.samplecontroller.k8s.io
          annotations:
            api-approved.kubernetes.io: "unapproved, experimental-only"
        spec:
          group: samplecontroller.k8s.io
          scope: Namespaced
          names: { kind: Foo, plural: foos, singular: foo }
          versions:
            - name: v1alpha1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec:
                      type: object
                      properties:
                        deploymentName: { type: string }
                        replicas: { type: integer, minimum: 1, maximum: 10 }
                    status:
                      type: object
                      properties:
                        availableReplicas: { type: integer }
        """;

    private readonly Kubectl _kubectl = SharedCluster.Extended.Kubectl("1.36", $"foo-{Guid.NewGuid():N}"[..12]);

    [OneTimeSetUp]
    public async Task DefineFoo()
    {
        await _kubectl.RunAsync("create", "namespace", _kubectl.Namespace);
        await _kubectl.ApplyAsync(Definition);
        await _kubectl.RunAsync("wait", "--for=condition=Established", "crd/foos.samplecontroller.k8s.io", "--timeout=30s");
    }

    [OneTimeTearDown]
    public async Task RemoveFoo()
    {
        await _kubectl.RunAsync("delete", "crd", "foos.samplecontroller.k8s.io", "--timeout=60s");
        await _kubectl.RunAsync("delete", "namespace", _kubectl.Namespace, "--timeout=90s");
    }

    [Test]
    public async Task Controller_makes_scales_and_tells()
    {
        await using var controller = RunningCommand.Start(
            Repository.Tool("sample-controller"), ["-kubeconfig", SharedCluster.Extended.KubeConfig, "-logtostderr"], new Dictionary<string, string>());
        await _kubectl.RunAsync("apply", "-f", Path.Combine(Repository.Tool("samples"), "sample-controller", "artifacts", "examples", "example-foo.yaml"));

        await _kubectl.RunAsync("wait", "--for=create", "deployment/example-foo", "--timeout=30s");
        Assert.That(await _kubectl.FieldAsync("deployment/example-foo", ".metadata.ownerReferences[0].kind"), Is.EqualTo("Foo"));

        await _kubectl.RunAsync("patch", "foo/example-foo", "--type=merge", "-p", """{"spec":{"replicas":2}}""");
        await _kubectl.RunAsync("wait", "--for=jsonpath={.spec.replicas}=2", "deployment/example-foo", "--timeout=30s");
        await _kubectl.RunAsync("wait", "--for=jsonpath={.status.availableReplicas}=0", "foo/example-foo", "--timeout=30s");
        Assert.That((await _kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}")).Output, Does.Contain("Synced"));

        // What it made goes with its owner.
        await _kubectl.RunAsync("delete", "foo", "example-foo");
        await _kubectl.RunAsync("wait", "--for=delete", "deployment/example-foo", "--timeout=60s");
    }
}
