namespace LightKube.ApiServer.Tests.Strategies;

public sealed class WebhookConfigurationTests
{
    private const string Client = "\"clientConfig\":{\"url\":\"https://x/y\"}";
    private const string Rule = "\"operations\":[\"CREATE\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"]";

    private readonly StrategyRig _rig = new();

    [TestCase(Client, "")]
    [TestCase("", "webhooks[0].clientConfig: Required value: exactly one of url or service is required")]
    [TestCase("\"clientConfig\":{\"url\":\"http://x\"}", "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]")]
    [TestCase("\"clientConfig\":{\"url\":\"https://u:p@x\"}", "webhooks[0].clientConfig.url: Invalid value: \"u:p\": user information is not permitted in the URL")]
    [TestCase("\"clientConfig\":{\"url\":\"https://x?a=b\"}", "webhooks[0].clientConfig.url: Invalid value: \"a=b\": query parameters are not permitted in the URL")]
    [TestCase("\"clientConfig\":{\"service\":{\"name\":\"n\"}}", "webhooks[0].clientConfig.service.namespace: Required value: service namespace is required")]
    [TestCase("\"clientConfig\":{\"service\":{\"name\":\"n\",\"namespace\":\"m\",\"path\":\"a\"}}", "webhooks[0].clientConfig.service.path: Invalid value: \"a\": must start with a '/'")]
    [TestCase("\"clientConfig\":{\"service\":{\"name\":\"n\",\"namespace\":\"m\",\"path\":\"/a//b\"}}", "webhooks[0].clientConfig.service.path: Invalid value: \"/a//b\": segment[1] may not be empty")]
    [TestCase(Client + ",\"name\":\"a.b\"", "webhooks[0].name: Invalid value: \"a.b\": should be a domain with at least three segments separated by dots")]
    [TestCase(Client + ",\"timeoutSeconds\":31", "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds")]
    [TestCase(Client + ",\"sideEffects\":\"Some\"", "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"")]
    [TestCase(Client + ",\"admissionReviewVersions\":[]", "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1")]
    [TestCase(Client + ",\"admissionReviewVersions\":[\"v3\"]", "webhooks[0].admissionReviewVersions: Invalid value: [\"v3\"]: must include at least one of v1, v1beta1")]
    [TestCase(Client + ",\"objectSelector\":{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Like\"}]}", "webhooks[0].objectSelector.matchExpressions[0].operator: Invalid value: \"Like\": not a valid selector operator")]
    [TestCase(Client + ",\"matchConditions\":[{\"name\":\"a\",\"expression\":\" \"}]", "webhooks[0].matchConditions[0].expression: Required value")]
    [TestCase(Client + ",\"matchConditions\":[{\"name\":\"a\",\"expression\":\"1 +\"}]", "webhooks[0].matchConditions[0].expression: Invalid value: \"1 +\": compilation failed: ")]
    [TestCase(Client + ",\"rules\":[{" + Rule + "}]", "webhooks[0].rules[0].resources: Required value")]
    [TestCase(Client + ",\"rules\":[{" + Rule + ",\"resources\":[\"*/*\",\"a\"]}]", "webhooks[0].rules[0].resources: Invalid value: [\"*/*\",\"a\"]: if '*/*' is present, must not specify other resources")]
    [TestCase(Client + ",\"rules\":[{" + Rule + ",\"resources\":[\"*\",\"a\"]}]", "webhooks[0].rules[0].resources: Invalid value: [\"*\",\"a\"]: if '*' is present, must not specify other resources without subresources")]
    [TestCase(Client + ",\"rules\":[{" + Rule + ",\"resources\":[\"a/*\",\"a/b\"]}]", "webhooks[0].rules[0].resources[1]: Invalid value: \"a/b\": if 'a/*' is present, must not specify a/b")]
    [TestCase(Client + ",\"rules\":[{\"operations\":[\"*\",\"CREATE\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"resources\":[\"a\"]}]", "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"CREATE\"]: if '*' is present, must not specify other operations")]
    public void Webhooks(string fields, string problem)
    {
        var missing = string.Concat(
            fields.Contains("\"name\":\"a.b\"", StringComparison.Ordinal) ? "" : ",\"name\":\"w.example.com\"",
            fields.Contains("sideEffects", StringComparison.Ordinal) ? "" : ",\"sideEffects\":\"None\"",
            fields.Contains("admissionReviewVersions", StringComparison.Ordinal) ? "" : ",\"admissionReviewVersions\":[\"v1\"]");

        var problems = _rig.Problems(
            $$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"x","uid":"u"},"webhooks":[{{{fields}}{{(fields.Length == 0 ? missing[1..] : missing)}}}]}""");

        Assert.That(problems.Count > 0 ? problems[0] : "", problem.Length == 0 ? Is.Empty : Does.StartWith(problem));
    }

    [Test]
    public void Names_are_not_used_twice()
    {
        const string Webhook = "{\"name\":\"w.example.com\",\"sideEffects\":\"None\",\"admissionReviewVersions\":[\"v1\"],\"clientConfig\":{\"url\":\"https://x\"}}";

        Assert.That(
            _rig.Problems($$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"x","uid":"u"},"webhooks":[{{Webhook}},{{Webhook}}]}"""),
            Is.EqualTo(new[] { "webhooks[1].name: Duplicate value: \"w.example.com\"" }));
    }
}
