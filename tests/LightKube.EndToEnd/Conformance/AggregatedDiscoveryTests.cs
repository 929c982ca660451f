using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The names of the conformance list under 'AggregatedDiscovery' and 'Discovery'.</summary>
internal sealed class AggregatedDiscoveryTests
{
    private const string V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private const string V2Beta1 = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
    private const string Group = "discovered.e2e.example.com";
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly Api _extended = new(SharedCluster.Extended.KubeConfig);

    [OneTimeTearDown]
    public void Dispose()
    {
        _api.Dispose();
        _extended.Dispose();
    }

    [TestCase(V2, "v2", TestName = "Version 2 is served")]
    [TestCase(V2Beta1, "v2beta1", TestName = "The beta is served")]
    [TestCase($"{V2},{V2Beta1},application/json", "v2", TestName = "The first of several is taken")]
    [TestCase($"{V2Beta1},{V2}", "v2beta1", TestName = "In the order in which the client names them")]
    public async Task Accept_headers_choose(string accept, string version)
    {
        foreach (var path in new[] { "/api", "/apis" })
        {
            var answer = (await _api.GetAsync(path, accept)).Is(200);

            Assert.That((string)answer.Json["kind"]!, Is.EqualTo("APIGroupDiscoveryList"));
            Assert.That((string)answer.Json["apiVersion"]!, Is.EqualTo($"apidiscovery.k8s.io/{version}"));
            Assert.That(answer.ContentType!.Replace(" ", "", StringComparison.Ordinal),
                Does.Contain($"v={version}").And.Contain("as=APIGroupDiscoveryList").And.Contain("g=apidiscovery.k8s.io"));
        }
    }

    [Test]
    public async Task Without_it_the_plain_documents_are_served()
    {
        Assert.That((string)(await _api.GetAsync("/apis")).Json["kind"]!, Is.EqualTo("APIGroupList"));
        Assert.That((string)(await _api.GetAsync("/api")).Json["kind"]!, Is.EqualTo("APIVersions"));
    }

    [Test]
    public async Task Both_tell_the_same_resources()
    {
        var aggregated = (await _api.GetAsync("/apis", V2)).Json["items"]!.AsArray();
        foreach (var group in (await _api.GetAsync("/apis")).Json["groups"]!.AsArray())
        {
            var name = (string)group!["name"]!;
            var found = aggregated.Single(item => (string)item!["metadata"]!["name"]! == name)!;
            var preferred = (string)group["preferredVersion"]!["version"]!;
            Assert.That((string)found["versions"]![0]!["version"]!, Is.EqualTo(preferred), $"the preferred version of {name} comes first");
            foreach (var version in group["versions"]!.AsArray())
            {
                var plain = (await _api.GetAsync($"/apis/{version!["groupVersion"]}")).Is(200).Json["resources"]!.AsArray()
                    .Select(resource => (string)resource!["name"]!).Where(resource => !resource.Contains('/'));
                var told = found["versions"]!.AsArray().Single(v => (string)v!["version"]! == (string)version["version"]!)!["resources"]!.AsArray();
                Assert.That(told.Select(resource => (string)resource!["resource"]!), Is.EquivalentTo(plain), $"{name} {version["version"]}");
            }
        }
    }

    [Test]
    public async Task Custom_resources_come_and_go()
    {
        var definition = $$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"finds.{{Group}}"},
             "spec":{"group":"{{Group}}","scope":"Namespaced","names":{"plural":"finds","singular":"find","kind":"Find","shortNames":["fd"],"categories":["all"]},
             "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{} },"schema":{"openAPIV3Schema":{"type":"object"} } }] } }
            """;
        (await _extended.PostAsync(Definitions, definition)).Is(201);
        await SharedCluster.Extended.Kubectl("1.36").RunAsync("wait", "--for=condition=Established", $"crd/finds.{Group}", "--timeout=30s");

        await Eventually.ThatAsync(FindAsync, Is.Not.Null, "the group in the aggregated document");
        var resource = (await FindAsync())!["versions"]![0]!["resources"]![0]!;
        Assert.That((string)resource["resource"]!, Is.EqualTo("finds"));
        Assert.That((string)resource["responseKind"]!["kind"]!, Is.EqualTo("Find"));
        Assert.That((string)resource["scope"]!, Is.EqualTo("Namespaced"));
        Assert.That((string)resource["shortNames"]![0]!, Is.EqualTo("fd"));
        Assert.That((string)resource["subresources"]![0]!["subresource"]!, Is.EqualTo("status"));

        (await _extended.DeleteAsync($"{Definitions}/finds.{Group}")).Is(200);
        await Eventually.ThatAsync(FindAsync, Is.Null, "the group has gone");
    }

    private async Task<JsonNode?> FindAsync() => (await _extended.GetAsync("/apis", V2)).Is(200).Json["items"]!.AsArray()
        .SingleOrDefault(item => (string)item!["metadata"]!["name"]! == Group);
}
