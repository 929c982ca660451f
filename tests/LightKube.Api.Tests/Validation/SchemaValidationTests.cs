using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Api.Tests.Validation;

public sealed class SchemaValidationTests
{
    private static readonly KindSchema Pod = BuiltIn.Kind("v1", "Pod");

    [TestCase("{'spec':{'containers':'x'}}", "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container")]
    [TestCase("{'spec':{'containers':[{'image':1}]}}", "cannot unmarshal number 1 into Go struct field Container.spec.containers.image of type string")]
    [TestCase("{'spec':{'hostNetwork':'yes'}}", "cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool")]
    [TestCase("{'spec':{'terminationGracePeriodSeconds':1.5}}", "cannot unmarshal number 1.5 into")]
    [TestCase("{'spec':{'containers':[{'ports':[{'containerPort':99999999999}]}]}}", "of type int32")]
    [TestCase("{'metadata':{'labels':{'a':1}}}", "cannot unmarshal number 1 into Go struct field ObjectMeta.metadata.labels.a of type string")]
    [TestCase("{'spec':{'containers':[{'resources':{'limits':{'cpu':'much'}}}]}}", "quantities must match the regular expression")]
    [TestCase("{'metadata':{'creationTimestamp':'yesterday'}}", "parsing time \"yesterday\"")]
    [TestCase("{'spec':[]}", "cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec")]
    public void A_value_of_the_wrong_type_is_a_bad_request(string json, string message)
    {
        var error = Assert.Throws<ApiException>(() => SchemaValidation.Check(Trees.Map(json), Pod, FieldValidation.Warn))!;

        Assert.That(error.Code, Is.EqualTo(400));
        Assert.That(error.Message, Does.Contain(message));
    }

    [TestCase("{'spec':{'containers':[{'resources':{'limits':{'cpu':'0.5','memory':'1024Mi','x':2}}}]}}", "{'spec':{'containers':[{'resources':{'limits':{'cpu':'500m','memory':'1Gi','x':'2'}}}]}}")]
    [TestCase("{'metadata':{'creationTimestamp':'2024-01-01T02:00:00.5+02:00'}}", "{'metadata':{'creationTimestamp':'2024-01-01T00:00:00Z'}}")]
    [TestCase("{'spec':{'priority':1.0}}", "{'spec':{'priority':1}}")]
    [TestCase("{'spec':{'nodeName':null,'volumes':[null]}}", "{'spec':{'volumes':[{}]}}")]
    [TestCase("{'metadata':{'labels':{'a':null}}}", "{'metadata':{'labels':{'a':''}}}")]
    [TestCase("{'spec':{'Containers':[],'nodeName':'n'}}", "{'spec':{'nodeName':'n'}}")]
    [TestCase("{'metadata':{'labels':{},'finalizers':[],'generateName':''},'spec':{'hostNetwork':false,'priority':0}}", "{'metadata':{},'spec':{'priority':0}}")]
    [TestCase("{'spec':{'volumes':[{'name':'v','emptyDir':{}}],'containers':[]}}", "{'spec':{'volumes':[{'name':'v','emptyDir':{}}],'containers':[]}}")]
    public void Values_take_their_canonical_form_and_unknown_fields_go(string json, string expected)
    {
        var root = Trees.Map(json);
        SchemaValidation.Check(root, Pod, FieldValidation.Ignore);

        Assert.That(root.ToString(), Is.EqualTo(Trees.Json(expected)));
    }

    [Test]
    public void Unknown_and_duplicate_fields_are_named_with_their_paths()
    {
        const string Json = "{'spec':{'foo':1,'containers':[{'name':'a','imagee':'x'}]},'bar':2}";

        Assert.That(
            SchemaValidation.Check(Trees.Map(Json), Pod, FieldValidation.Warn, ["spec.x"]),
            Is.EqualTo(new[] { "duplicate field \"spec.x\"", "unknown field \"spec.foo\"", "unknown field \"spec.containers[0].imagee\"", "unknown field \"bar\"" }));
        Assert.That(
            () => SchemaValidation.Check(Trees.Map(Json), Pod, FieldValidation.Strict),
            Throws.InstanceOf<ApiException>().With.Message.Contains("strict decoding error: unknown field \"spec.foo\", unknown field \"spec.containers[0].imagee\""));
    }

    [Test]
    public void Duplicates_in_a_text_are_found_with_their_paths() =>
        Assert.That(
            DuplicateFields.Find("""{"a":{"b":1,"b":2},"c":[{"d":1},{"d":1,"d":2,"d":3}],"a":1}"""u8),
            Is.EqualTo(new[] { "a.b", "c[1].d", "a" }));

    [TestCase("{'spec':{}}", "spec.containers", "Required value")]
    [TestCase("{'spec':{'containers':[{'image':'x'}]}}", "spec.containers[0].name", "Required value")]
    [TestCase("{'spec':{'restartPolicy':'Sometimes','containers':[{'name':'a'}]}}", "spec.restartPolicy", "Unsupported value: \"Sometimes\": supported values: \"Always\", \"Never\", \"OnFailure\"")]
    [TestCase("{'spec':{'containers':[{'name':'a','imagePullPolicy':'Maybe'}]}}", "spec.containers[0].imagePullPolicy", "Unsupported value: \"Maybe\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    public void Required_and_enumerated_values_are_checked(string json, string field, string message)
    {
        var errors = new FieldErrors();
        SchemaValidation.CheckValues(Trees.Map(json), Pod, errors);

        Assert.That(errors.Causes.Select(cause => (cause.Field, cause.Message)), Is.EqualTo(new[] { (field, message) }));
    }

    [TestCase("0s", "0s")]
    [TestCase("90s", "1m30s")]
    [TestCase("1.5h", "1h30m0s")]
    [TestCase("300ms", "300ms")]
    [TestCase("1500us", "1.5ms")]
    [TestCase("-2m", "-2m0s")]
    [TestCase("1h1ms", "1h0m0.001s")]
    public void Durations_are_written_as_go_does(string text, string expected)
    {
        Assert.That(GoDuration.TryParse(text, out var nanoseconds));
        Assert.That(GoDuration.Format(nanoseconds), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("5")]
    [TestCase("s")]
    [TestCase("1x")]
    [TestCase("--1s")]
    [TestCase("99999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.That(GoDuration.TryParse(text, out _), Is.False);
}
