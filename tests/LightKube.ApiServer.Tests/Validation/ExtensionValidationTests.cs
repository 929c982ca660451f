namespace LightKube.ApiServer.Tests.Validation;

public sealed class ExtensionValidationTests
{
    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["Validating"] = new($$$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{{{{ValidationRig.Stored("x", null)}}}},"webhooks":[{"name":"a.b.io","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"url":"https://a.io/x"},"rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]}]}"""),
        ["Mutating"] = new($$$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{{{{ValidationRig.Stored("x", null)}}}},"webhooks":[{"name":"a.b.io","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"service":{"name":"s","namespace":"n"}},"reinvocationPolicy":"Never","rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]}]}"""),
        ["APIService"] = new($$$"""{"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{{{{ValidationRig.Stored("v1.a.io", null)}}}},"spec":{"group":"a.io","version":"v1","groupPriorityMinimum":100,"versionPriority":10,"insecureSkipTLSVerify":true,"service":{"name":"s","namespace":"n"} } }"""),
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

    [TestCase("Validating", "webhooks/0/name=\"a.b\"", "webhooks[0].name: Invalid value: \"a.b\": should be a domain with at least three segments separated by dots")]
    [TestCase("Validating", "webhooks/0/sideEffects-", "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun")]
    [TestCase("Validating", "webhooks/0/sideEffects=\"Some\"", "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"")]
    [TestCase("Validating", "webhooks/0/timeoutSeconds=31", "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds")]
    [TestCase("Validating", "webhooks/0/failurePolicy=\"Shrug\"", "webhooks[0].failurePolicy: Unsupported value: \"Shrug\": supported values: \"Fail\", \"Ignore\"")]
    [TestCase("Validating", "webhooks/0/admissionReviewVersions=[]", "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1")]
    [TestCase("Validating", "webhooks/0/admissionReviewVersions=[\"v2\"]", "webhooks[0].admissionReviewVersions: Invalid value: [\"v2\"]: must include at least one of v1, v1beta1")]
    [TestCase("Validating", "webhooks/0/admissionReviewVersions=[\"v1\",\"v1\"]", "webhooks[0].admissionReviewVersions[1]: Invalid value: \"v1\": duplicate version")]
    [TestCase("Validating", "webhooks/0/clientConfig={}", "webhooks[0].clientConfig: Required value: exactly one of url or service is required")]
    [TestCase("Validating", "webhooks/0/clientConfig/url=\"http://a.io\"", "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]")]
    [TestCase("Validating", "webhooks/0/clientConfig/url=\"https://a.io/?q=1\"", "webhooks[0].clientConfig.url: Invalid value: \"q=1\": query parameters are not permitted in the URL")]
    [TestCase("Mutating", "webhooks/0/clientConfig/service/name=\"\"", "webhooks[0].clientConfig.service.name: Required value: service name is required")]
    [TestCase("Mutating", "webhooks/0/clientConfig/service/path=\"x\"", "webhooks[0].clientConfig.service.path: Invalid value: \"x\": must start with a '/'")]
    [TestCase("Mutating", "webhooks/0/clientConfig/service/port=0", "webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive")]
    [TestCase("Mutating", "webhooks/0/reinvocationPolicy=\"Maybe\"", "webhooks[0].reinvocationPolicy: Unsupported value: \"Maybe\": supported values: \"IfNeeded\", \"Never\"")]
    [TestCase("Mutating", "webhooks/0/rules/0/operations=[]", "webhooks[0].rules[0].operations: Required value")]
    [TestCase("Mutating", "webhooks/0/rules/0/operations=[\"PATCH\"]", "webhooks[0].rules[0].operations[0]: Unsupported value: \"PATCH\": supported values: \"*\", \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"")]
    [TestCase("Mutating", "webhooks/0/rules/0/apiGroups=[\"*\",\"\"]", "webhooks[0].rules[0].apiGroups: Invalid value: [\"*\",\"\"]: if '*' is present, must not specify other API groups")]
    [TestCase("Mutating", "webhooks/0/rules/0/resources=[\"pods/*\",\"pods/log\"]", "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/log\": if 'pods/*' is present, must not specify pods/log")]
    [TestCase("Mutating", "webhooks/0/rules/0/scope=\"World\"", "webhooks[0].rules[0].scope: Unsupported value: \"World\": supported values: \"*\", \"Cluster\", \"Namespaced\"")]
    [TestCase("Mutating", "webhooks/0/matchConditions=[{\"name\":\"\",\"expression\":\"true\"}]", "webhooks[0].matchConditions[0].name: Required value")]
    [TestCase("APIService", "metadata/name=\"v2.a.io\"", "metadata.name: Invalid value: \"v2.a.io\": must be `spec.version+\".\"+spec.group`: \"v1.a.io\"")]
    [TestCase("APIService", "spec/groupPriorityMinimum=20001", "spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000")]
    [TestCase("APIService", "spec/versionPriority=0", "spec.versionPriority: Invalid value: 0: must be positive and less than 1000")]
    [TestCase("APIService", "spec/caBundle=\"eA==\"", "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present")]
    [TestCase("APIService", "spec/service/name=\"\"", "spec.service.name: Required value")]
    [TestCase("APIService", "spec/service-", "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify")]
    public void Create(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Create(change), Is.EqualTo(errors));
}
