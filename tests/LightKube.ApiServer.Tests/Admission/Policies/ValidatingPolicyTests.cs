using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission.Policies;

public sealed class ValidatingPolicyTests
{
    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"web"},
         "spec":{"replicas":5,"selector":{},"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """;

    private PolicyRig _rig = null!;

    [SetUp]
    public void SetUp() => _rig = new PolicyRig();

    [TestCase("""{"expression":"object.spec.replicas <= 3"}""", "failed expression: object.spec.replicas <= 3")]
    [TestCase("""{"expression":"object.spec.replicas <= 3","message":"too many"}""", "too many")]
    [TestCase("""{"expression":"object.spec.replicas <= 3","message":"x","messageExpression":"'has ' + string(object.spec.replicas)"}""", "has 5")]
    [TestCase("""{"expression":"object.spec.replicas <= 3","message":"x","messageExpression":"object.nothing"}""", "x")]
    [TestCase("""{"expression":"object.spec.nothing == 1"}""", "expression 'object.spec.nothing == 1' resulted in error: no such key: nothing")]
    [TestCase("""{"expression":"request.userInfo.username == 'joe'"}""", "failed expression: request.userInfo.username == 'joe'")]
    [TestCase("""{"expression":"namespaceObject.metadata.labels.env == 'prod'"}""", "failed expression: namespaceObject.metadata.labels.env == 'prod'")]
    [TestCase("""{"expression":"authorizer.requestResource.check('delete').allowed()"}""", "failed expression: authorizer.requestResource.check('delete').allowed()")]
    [TestCase("""{"expression":"object.spec.replicas <= 5 && oldObject == null && request.operation == 'CREATE'"}""", "")]
    [TestCase("""{"expression":"authorizer.group('apps').resource('deployments').check('get').allowed()"}""", "")]
    public void A_validation_that_is_not_true_denies(string validation, string expected)
    {
        _rig.Validate($"\"validations\":[{validation}]");
        Assert.That(Refusal()?.Message, Is.EqualTo(expected.Length == 0
            ? null
            : $"deployments.apps \"d\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p-b' denied request: {expected}"));
    }

    [Test]
    public void The_status_tells_reason_and_cause()
    {
        _rig.Validate("""
            "validations":[{"expression":"false","reason":"Forbidden"}]
            """);
        var refusal = Refusal()!;
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(403));
            Assert.That(refusal.Reason, Is.EqualTo("Forbidden"));
            Assert.That(refusal.Causes.Single().Message, Is.EqualTo("ValidatingAdmissionPolicy 'p' with binding 'p-b' denied request: failed expression: false"));
        });
    }

    [Test]
    public void Variables_are_composed_and_failing_ones_are_told()
    {
        _rig.Validate("""
            "variables":[{"name":"n","expression":"object.spec.replicas"},{"name":"double","expression":"variables.n * 2"},{"name":"bad","expression":"object.nothing"}],
            "validations":[{"expression":"variables.double == 10"},{"expression":"variables.bad == 1"}]
            """);
        Assert.That(Refusal()!.Message, Does.EndWith(
            "expression 'variables.bad == 1' resulted in error: composited variable \"bad\" fails to evaluate: no such key: nothing"));
    }

    [Test]
    public void Failures_are_ignored_where_the_policy_says_so()
    {
        _rig.Validate("""
            "failurePolicy":"Ignore","validations":[{"expression":"object.nothing == 1"}]
            """);
        Assert.That(Refusal(), Is.Null);
    }

    [TestCase("object.metadata.name == 'other'", true)]
    [TestCase("object.metadata.name == 'd'", false)]
    public void Conditions_keep_policies_away(string condition, bool admitted)
    {
        _rig.Validate($"\"matchConditions\":[{{\"name\":\"c\",\"expression\":\"{condition}\"}}],\"validations\":[{{\"expression\":\"false\"}}]");
        Assert.That(Refusal() is null, Is.EqualTo(admitted));
    }

    [TestCase("""{"namespaceSelector":{"matchLabels":{"env":"prod"}}}""", true)]
    [TestCase("""{"namespaceSelector":{"matchLabels":{"env":"test"}}}""", false)]
    [TestCase("""{"objectSelector":{"matchLabels":{"a":"b"}}}""", true)]
    [TestCase("""{"excludeResourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"]}]}""", true)]
    [TestCase("""{"resourceRules":[{"apiGroups":["apps"],"apiVersions":["*"],"operations":["CREATE"],"resources":["deployments"],"resourceNames":["x"]}]}""", true)]
    public void Bindings_narrow_what_is_matched(string match, bool admitted)
    {
        _rig.Validate("""
            "validations":[{"expression":"false"}]
            """, $"\"validationActions\":[\"Deny\"],\"matchResources\":{match}");
        Assert.That(Refusal() is null, Is.EqualTo(admitted));
    }

    [Test]
    public void Warnings_go_to_the_client_and_deny_nothing()
    {
        _rig.Validate("""
            "validations":[{"expression":"false","message":"no"}]
            """, "\"validationActions\":[\"Warn\",\"Audit\"]");
        var request = _rig.Validating.Send(AdmissionVerb.Create, ObjectsInMemory.Parse(Deployment), null);
        Assert.That(request.Warnings, Is.EqualTo(new[] { "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p-b': no" }));
    }

    [Test]
    public void Params_come_from_the_binding()
    {
        const string Spec = """
            "paramKind":{"apiVersion":"v1","kind":"ConfigMap"},"validations":[{"expression":"object.spec.replicas <= int(params.data.max)"}]
            """;
        _rig.Validate(Spec, "\"validationActions\":[\"Deny\"],\"paramRef\":{\"name\":\"limits\",\"parameterNotFoundAction\":\"Deny\"}");
        Assert.That(Refusal()!.Message, Does.EndWith("failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"));

        _rig.Objects.Put("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"limits","namespace":"web"},"data":{"max":"3"}}""");
        Assert.That(Refusal()!.Message, Does.EndWith("denied request: failed expression: object.spec.replicas <= int(params.data.max)"));

        _rig.Objects.Put("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"limits","namespace":"web"},"data":{"max":"7"}}""");
        Assert.That(Refusal(), Is.Null);
    }

    [TestCase("Fail", "ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'x.io/v1, Kind=Limit'")]
    [TestCase("Ignore", null)]
    public void A_kind_of_params_that_nobody_serves_is_a_fault_of_the_policy(string failurePolicy, string? expected)
    {
        _rig.Validate($$"""
            "failurePolicy":"{{failurePolicy}}","paramKind":{"apiVersion":"x.io/v1","kind":"Limit"},"validations":[{"expression":"true"}]
            """);

        Assert.That(Refusal()?.Message, expected is null ? Is.Null : Does.EndWith(expected));
    }

    [Test]
    public void Policies_themselves_are_exempt()
    {
        _rig.Validate("""
            "validations":[{"expression":"false"}]
            """);
        var policy = ObjectsInMemory.Parse("""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"x"}}""");
        Assert.That(_rig.Validating.Handles(new AdmissionRequest { Verb = AdmissionVerb.Delete, Kind = policy.Schema, Old = policy, User = new("jane") }), Is.False);
    }

    private ApiException? Refusal()
    {
        try
        {
            _rig.Validating.Send(AdmissionVerb.Create, ObjectsInMemory.Parse(Deployment), null);
            return null;
        }
        catch (ApiException e)
        {
            return e;
        }
    }
}
