using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Scenarios;

/// <summary>A custom kind in the hands of kubectl, from its definition to its end.</summary>
internal sealed class CustomResourceTests(string version) : KubectlFixture(version)
{
    protected override DevCluster Cluster => SharedCluster.Extended;

    private string Group => $"v{Kubectl.Version.Replace('.', '-')}.crd.example.com";

    private string Definition(string plural, string kind) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: {{plural}}.{{Group}}
        spec:
          group: {{Group}}
          scope: Namespaced
          names:
            plural: {{plural}}
            kind: {{kind}}
            shortNames: [{{kind.ToLowerInvariant()[..3]}}{{Kubectl.Version[2..]}}]
            categories: [test]
          versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale:
                specReplicasPath: .spec.replicas
                statusReplicasPath: .status.replicas
            additionalPrinterColumns:
            - name: Size
              type: integer
              jsonPath: .spec.size
            - name: Color
              type: string
              jsonPath: .spec.color
              priority: 1
            schema:
              openAPIV3Schema:
                type: object
                description: A thing of some size.
                properties:
                  spec:
                    type: object
                    required: [size]
                    properties:
                      size:
                        type: integer
                        minimum: 1
                        description: How large it is.
                      color:
                        type: string
                        default: red
                      replicas:
                        type: integer
                        default: 1
                  status:
                    type: object
                    properties:
                      replicas:
                        type: integer
        """;

    private string Thing(string kind, string name, int size) => $$"""
        apiVersion: {{Group}}/v1
        kind: {{kind}}
        metadata:
          name: {{name}}
        spec:
          size: {{size}}
        """;

    [Test]
    public async Task Objects_are_created_shown_changed_scaled_and_deleted()
    {
        await DefineAsync("gadgets", "Gadget");
        await Kubectl.ApplyAsync(Thing("Gadget", "a", 3));

        var shown = await Kubectl.RunAsync("get", $"gadgets.{Group}", "a");
        Assert.That(shown.Output, Does.Match(@"NAME\s+SIZE\s+a\s+3"));
        var wide = await Kubectl.RunAsync("get", $"gadgets.{Group}", "-o", "wide");
        Assert.That(wide.Output, Does.Match(@"NAME\s+SIZE\s+COLOR\s+a\s+3\s+red"));

        await Kubectl.RunAsync("patch", $"gadgets.{Group}", "a", "--type=merge", "-p", "{\"spec\":{\"size\":4}}");
        Assert.That(await Kubectl.FieldAsync($"gadgets.{Group}/a", ".spec.size"), Is.EqualTo("4"));
        await Kubectl.RunAsync("scale", $"gadgets.{Group}/a", "--replicas=5");
        Assert.That(await Kubectl.FieldAsync($"gadgets.{Group}/a", ".spec.replicas"), Is.EqualTo("5"));
        Assert.That(await Kubectl.FieldAsync($"gadgets.{Group}/a", ".metadata.generation"), Is.EqualTo("3"));

        await Kubectl.RunAsync("delete", $"gadgets.{Group}", "a");
        Assert.That((await Kubectl.RunAsync("get", $"gadgets.{Group}", "-o", "name")).Output, Is.Empty);
    }

    [Test]
    public async Task An_object_that_breaks_the_schema_is_refused()
    {
        await DefineAsync("widgets", "Widget");

        var refused = await Kubectl.TryPipeAsync(Thing("Widget", "a", 0), "create", "--validate=false", "-f", "-");

        Assert.That(refused.Errors, Does.Contain("spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"));
    }

    [Test]
    public async Task The_kind_is_explained_and_found_by_its_names()
    {
        await DefineAsync("objects", "Object");

        var explained = await Kubectl.RunAsync("explain", $"objects.spec.size", $"--api-version={Group}/v1");
        Assert.That(explained.Output, Does.Contain("How large it is.").And.Contain("<integer>"));
        var resources = await Kubectl.TryAsync("api-resources", $"--api-group={Group}", "--no-headers"); // An error, when another test's kind just went.
        Assert.That(resources.Output, Does.Match($@"objects\s+obj{Kubectl.Version[2..]}\s+{Group.Replace(".", @"\.", StringComparison.Ordinal)}/v1\s+true\s+Object"));
    }

    [Test]
    public async Task Deleting_the_definition_deletes_the_objects()
    {
        await DefineAsync("fleeting", "Fleet");
        await Kubectl.ApplyAsync(Thing("Fleet", "a", 3));

        await Kubectl.RunAsync("delete", "crd", $"fleeting.{Group}", "--timeout=30s");

        Assert.That((await Kubectl.TryAsync("get", $"fleeting.{Group}")).ExitCode, Is.Not.Zero);
    }

    [OneTimeTearDown]
    public async Task RemoveDefinitions()
    {
        foreach (var plural in new[] { "gadgets", "widgets", "objects", "fleeting" })
        {
            await Kubectl.RunAsync("delete", "crd", $"{plural}.{Group}", "--ignore-not-found", "--timeout=60s");
        }
    }

    private async Task DefineAsync(string plural, string kind)
    {
        await Kubectl.PipeAsync(Definition(plural, kind), "apply", "-f", "-");
        await Kubectl.RunAsync("wait", "--for=condition=Established", $"crd/{plural}.{Group}", "--timeout=30s");
    }
}
