using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>
/// The names '... should support ... API operations' of Kubernetes' conformance list: discovery, and every verb of a kind and of its status.
/// </summary>
internal sealed class ApiOperationsTests
{
    private static readonly string[] Kinds =
    [
        "flowcontrol.apiserver.k8s.io/v1 flowschemas FlowSchema",
        "flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations PriorityLevelConfiguration",
        "admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy",
        "admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding",
        "admissionregistration.k8s.io/v1 mutatingadmissionpolicies MutatingAdmissionPolicy",
        "admissionregistration.k8s.io/v1 mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding",
        "certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest",
    ];

    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);

    [OneTimeTearDown]
    public void Dispose() => _api.Dispose();

    [TestCaseSource(nameof(Kinds))]
    public async Task Every_operation_is_there(string what)
    {
        var (groupVersion, plural, kind) = what.Split(' ') is [var a, var b, var c] ? (a, b, c) : throw new ArgumentException(what);
        var label = $"tried={Guid.NewGuid():N}";
        var path = $"/apis/{groupVersion}/{plural}";
        var resources = (await _api.GetAsync($"/apis/{groupVersion}")).Is(200).Json["resources"]!.AsArray().Select(r => (string)r!["name"]!).ToList();
        Assert.That(resources, Does.Contain(plural));

        var names = Enumerable.Range(0, 3).Select(_ => $"e2e-{Guid.NewGuid():N}"[..12]).ToList();
        foreach (var name in names)
        {
            (await _api.PostAsync(path, Body(groupVersion, kind, name, label))).Is(201);
        }

        var made = (await _api.GetAsync($"{path}/{names[0]}")).Is(200).Json;
        var list = (await _api.GetAsync($"{path}?labelSelector={label}")).Is(200).Json;
        Assert.That(list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!), Is.EquivalentTo(names));

        var watch = _api.WatchAsync(
            $"{path}?watch=true&labelSelector={label}&resourceVersion={list["metadata"]!["resourceVersion"]}",
            news => (string)news["type"]! == "MODIFIED" && (string?)news["object"]!["metadata"]!["annotations"]?["updated"] == "true");
        var patched = (await _api.PatchAsync($"{path}/{names[0]}", """{"metadata":{"annotations":{"patched":"true"}}}""")).Is(200).Json;
        Assert.That((string)patched["metadata"]!["annotations"]!["patched"]!, Is.EqualTo("true"));
        var updated = await _api.UpdateAsync($"{path}/{names[0]}", static now => now["metadata"]!["annotations"]!["updated"] = "true");
        Assert.That((string)updated["metadata"]!["annotations"]!["patched"]!, Is.EqualTo("true"));
        Assert.That((string)(await watch)["object"]!["metadata"]!["uid"]!, Is.EqualTo((string)made["metadata"]!["uid"]!));
        (await _api.PutAsync($"{path}/{names[0]}", made.ToJsonString())).Is(409);
        if (resources.Contains($"{plural}/status"))
        {
            await ChangeStatusAsync($"{path}/{names[0]}/status");
        }

        (await _api.DeleteAsync($"{path}/{names[0]}")).Is(200);
        (await _api.GetAsync($"{path}/{names[0]}")).Is(404);
        (await _api.DeleteAsync($"{path}?labelSelector={label}")).Is(200);
        Assert.That((await _api.GetAsync($"{path}?labelSelector={label}")).Json["items"]!.AsArray(), Is.Empty);
    }

    private async Task ChangeStatusAsync(string path)
    {
        (await _api.GetAsync(path)).Is(200);
        (await _api.PatchAsync(path, """{"metadata":{"annotations":{"patchedstatus":"true"}}}""")).Is(200);
        await _api.UpdateAsync(path, static now => now["metadata"]!["annotations"]!["updatedstatus"] = "true");
    }

    private static string Body(string groupVersion, string kind, string name, string label)
    {
        var (key, value) = label.Split('=') is [var a, var b] ? (a, b) : throw new ArgumentException(label);
        var spec = Spec(kind).Replace("LABEL", value, StringComparison.Ordinal);
        var body = JsonNode.Parse($$"""{"apiVersion":"{{groupVersion}}","kind":"{{kind}}","metadata":{"name":"{{name}}","labels":{"{{key}}":"{{value}}"} },"spec":{{spec}} }""")!;
        return body.ToJsonString();
    }

    // None of them concerns anybody: they select what only this test could make.
    private static string Spec(string kind) => kind switch
    {
        "FlowSchema" => """
            {"matchingPrecedence":10000,"priorityLevelConfiguration":{"name":"global-default"},"rules":[{
              "subjects":[{"kind":"User","user":{"name":"user-LABEL"}}],"nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/LABEL"]}]}]}
            """,
        "PriorityLevelConfiguration" => """{"type":"Limited","limited":{"nominalConcurrencyShares":2,"limitResponse":{"type":"Reject"}}}""",
        "ValidatingAdmissionPolicy" => """
            {"matchConstraints":{"resourceRules":[{"apiGroups":["none.example.com"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["nothings"]}]},
             "validations":[{"expression":"object.metadata.name != 'LABEL'"}]}
            """,
        "MutatingAdmissionPolicy" => """
            {"matchConstraints":{"resourceRules":[{"apiGroups":["none.example.com"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["nothings"]}]},
             "reinvocationPolicy":"Never","mutations":[{"patchType":"ApplyConfiguration",
               "applyConfiguration":{"expression":"Object{metadata: Object.metadata{labels: {'seen': 'LABEL'}}}"}}]}
            """,
        "ValidatingAdmissionPolicyBinding" => """{"policyName":"no-LABEL","validationActions":["Deny"]}""",
        "MutatingAdmissionPolicyBinding" => """{"policyName":"no-LABEL"}""",
        "CertificateSigningRequest" => $$"""{"request":"{{Request()}}","signerName":"example.com/e2e","usages":["client auth"]}""",
        _ => throw new ArgumentException(kind),
    };

    private static string Request()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=e2e", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        return Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()));
    }
}
