using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The names of the conformance list under 'ValidatingAdmissionPolicy' and 'MutatingAdmissionPolicy' that are not about API operations.</summary>
internal sealed class AdmissionPolicyTests
{
    private const string Policies = "/apis/admissionregistration.k8s.io/v1";

    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly string _namespace = $"e2e-{Guid.NewGuid():N}"[..12];
    private readonly List<string> _made = [];

    private string Deployments => $"/apis/apps/v1/namespaces/{_namespace}/deployments";

    [OneTimeSetUp]
    public async Task Create()
    {
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("create", "namespace", _namespace);
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("label", "namespace", _namespace, $"policies={_namespace}");
    }

    [OneTimeTearDown]
    public async Task Delete()
    {
        foreach (var path in _made)
        {
            await _api.DeleteAsync(path);
        }

        _api.Dispose();
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("delete", "namespace", _namespace, "--timeout=90s");
    }

    [Test]
    public async Task Validates_against_a_Deployment()
    {
        var policy = await PutAsync("validatingadmissionpolicies", "ValidatingAdmissionPolicy", """
            "validations":[
              {"expression":"object.spec.replicas > 1","messageExpression":"'wants more than one replica, not ' + string(object.spec.replicas)"},
              {"expression":"namespaceObject.metadata.name == request.namespace","message":"another namespace"}]
            """, "validate");
        await Eventually.ThatAsync(async () => (await _api.GetAsync(policy)).Json["status"]?["typeChecking"] is not null, Is.True, "the type check");
        Assert.That((await _api.GetAsync(policy)).Json["status"]!["typeChecking"]!.AsObject(), Is.Empty);
        await BindAsync("ValidatingAdmissionPolicyBinding", "validate", "\"validationActions\":[\"Deny\"],");

        var refused = (await _api.PostAsync(Deployments, Deployment("one", 1, "case", "validate"))).Is(422).Json;

        Assert.That((string)refused["message"]!, Is.EqualTo(
            $"deployments.apps \"one\" is forbidden: ValidatingAdmissionPolicy '{_namespace}-validate' with binding '{_namespace}-validate' denied request: wants more than one replica, not 1"));
        (await _api.PostAsync(Deployments, Deployment("two", 2, "case", "validate"))).Is(201);
    }

    [Test]
    public async Task Expressions_refer_to_variables()
    {
        await PutAsync("validatingadmissionpolicies", "ValidatingAdmissionPolicy", """
            "variables":[{"name":"replicas","expression":"object.spec.replicas"},{"name":"odd","expression":"variables.replicas % 2 == 1"}],
            "validations":[{"expression":"variables.replicas > 1"},{"expression":"variables.odd"}]
            """, "variables");
        await BindAsync("ValidatingAdmissionPolicyBinding", "variables", "\"validationActions\":[\"Deny\"],");

        (await _api.PostAsync(Deployments, Deployment("even", 2, "case", "variables"))).Is(422);
        (await _api.PostAsync(Deployments, Deployment("odd", 3, "case", "variables"))).Is(201);
    }

    [Test]
    public async Task Type_checks_warn_in_the_status()
    {
        var policy = await PutAsync("validatingadmissionpolicies", "ValidatingAdmissionPolicy", """
            "validations":[{"expression":"object.spec.replicas > '1'"},{"expression":"object.spec.maxReplicas > 1"}]
            """, "types");

        await Eventually.ThatAsync(
            async () => (await _api.GetAsync(policy)).Json["status"]?["typeChecking"]?["expressionWarnings"]?.AsArray().Select(item => (string)item!["fieldRef"]!),
            Is.EqualTo(new[] { "spec.validations[0].expression", "spec.validations[1].expression" }),
            "the warnings");
        var warnings = (await _api.GetAsync(policy)).Json["status"]!["typeChecking"]!["expressionWarnings"]!.AsArray();
        Assert.That((string)warnings[1]!["warning"]!, Does.StartWith("apps/v1, Kind=Deployment: compilation failed: ERROR: <input>:1:12: undefined field 'maxReplicas'\n"));
    }

    [Test]
    public async Task An_expression_that_does_not_compile_is_refused()
    {
        var refused = (await _api.PostAsync($"{Policies}/validatingadmissionpolicies", Policy("ValidatingAdmissionPolicy", "\"validations\":[{\"expression\":\"objekt.x\"}]", "broken")))
            .Is(422).Json;
        Assert.That((string)refused["message"]!, Does.Contain("spec.validations[0].expression: Invalid value: \"objekt.x\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'objekt'"));
    }

    [Test]
    public async Task Mutates_a_Deployment()
    {
        await PutAsync("mutatingadmissionpolicies", "MutatingAdmissionPolicy", """
            "reinvocationPolicy":"Never","mutations":[
              {"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"Object{spec: Object.spec{replicas: object.spec.replicas + 100}}"}},
              {"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('example.com/seen'), value: 'yes'}]"}}]
            """, "mutate");
        await BindAsync("MutatingAdmissionPolicyBinding", "mutate", "");

        var made = (await _api.PostAsync($"{Deployments}?dryRun=All", Deployment("m", 2, "case", "mutate"))).Is(201).Json;

        Assert.Multiple(() =>
        {
            Assert.That((int)made["spec"]!["replicas"]!, Is.EqualTo(102));
            Assert.That((string?)made["metadata"]!["labels"]!["example.com/seen"], Is.EqualTo("yes"));
        });
    }

    [Test]
    public async Task Mutates_a_Deployment_with_annotations()
    {
        await PutAsync("mutatingadmissionpolicies", "MutatingAdmissionPolicy", """
            "reinvocationPolicy":"Never","mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{
              "expression":"Object{metadata: Object.metadata{annotations: {'policy': 'was here'}}}"}}]
            """, "annotate");
        await BindAsync("MutatingAdmissionPolicyBinding", "annotate", "");

        var made = (await _api.PostAsync($"{Deployments}?dryRun=All", Deployment("a", 1, "case", "annotate"))).Is(201).Json;

        Assert.That((string?)made["metadata"]!["annotations"]?["policy"], Is.EqualTo("was here"));
    }

    private async Task<string> PutAsync(string plural, string kind, string spec, string name)
    {
        (await _api.PostAsync($"{Policies}/{plural}", Policy(kind, spec, name))).Is(201);
        _made.Add($"{Policies}/{plural}/{_namespace}-{name}");
        return _made[^1];
    }

    private string Policy(string kind, string spec, string name) => $$$$$$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{{{{kind}}}}}}","metadata":{"name":"{{{{{{_namespace}}}}}}-{{{{{{name}}}}}}"},
         "spec":{"matchConstraints":{"resourceRules":[{"apiGroups":["apps"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["deployments"]}]},{{{{{{spec}}}}}} } }
        """;

    private async Task BindAsync(string kind, string name, string more)
    {
        var plural = kind.ToLowerInvariant() + "s";
        var body = $$$$$$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{{{{kind}}}}}}","metadata":{"name":"{{{{{{_namespace}}}}}}-{{{{{{name}}}}}}"},
             "spec":{"policyName":"{{{{{{_namespace}}}}}}-{{{{{{name}}}}}}",{{{{{{more}}}}}}"matchResources":{"objectSelector":{"matchLabels":{"case":"{{{{{{name}}}}}}"}},
               "namespaceSelector":{"matchLabels":{"policies":"{{{{{{_namespace}}}}}}"}}}}}
            """;
        (await _api.PostAsync($"{Policies}/{plural}", body)).Is(201);
        _made.Add($"{Policies}/{plural}/{_namespace}-{name}");
    }

    private static string Deployment(string name, int replicas, string label, string value) => $$$$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{{{name}}}}}}","labels":{"{{{{{{label}}}}}}":"{{{{{{value}}}}}}"}},
         "spec":{"replicas":{{{{{{replicas}}}}}},"paused":true,"selector":{"matchLabels":{"app":"{{{{{{name}}}}}}"}},
           "template":{"metadata":{"labels":{"app":"{{{{{{name}}}}}}"}},"spec":{"containers":[{"name":"c","image":"none.example.com/none"}]}}}}
        """;
}
