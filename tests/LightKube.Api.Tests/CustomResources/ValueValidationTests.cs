using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;

namespace LightKube.Api.Tests.CustomResources;

[Parallelizable(ParallelScope.All)]
public sealed class ValueValidationTests
{
    // Schema of spec, value of spec, the errors as 'field: message'.
    [TestCase("""{"type":"integer"}""", "\"x\"", "spec: Invalid value: \"string\": spec in body must be of type integer: \"string\"")]
    [TestCase("""{"type":"integer"}""", "1.5", "spec: Invalid value: \"number\": spec in body must be of type integer: \"number\"")]
    [TestCase("""{"type":"integer"}""", "1.0")]
    [TestCase("""{"type":"number"}""", "1")]
    [TestCase("""{"type":"string"}""", "null", "spec: Invalid value: \"null\": spec in body must be of type string: \"null\"")]
    [TestCase("""{"type":"string","nullable":true}""", "null")]
    [TestCase("""{"x-kubernetes-int-or-string":true}""", "1")]
    [TestCase("""{"x-kubernetes-int-or-string":true}""", "\"1%\"")]
    [TestCase("""{"x-kubernetes-int-or-string":true}""", "true", "spec: Invalid value: \"boolean\": spec in body must be of type integer,string: \"boolean\"")]
    [TestCase("""{"type":"string","maxLength":2}""", "\"abc\"", "spec: Too long: may not be more than 2 bytes")]
    [TestCase("""{"type":"string","minLength":2}""", "\"a\"", "spec: Invalid value: \"a\": spec in body should be at least 2 chars long")]
    [TestCase("""{"type":"string","pattern":"^a+$"}""", "\"b\"", "spec: Invalid value: \"b\": spec in body should match '^a+$'")]
    [TestCase("""{"type":"string","format":"date-time"}""", "\"b\"", "spec: Invalid value: \"b\": spec in body must be of type date-time: \"b\"")]
    [TestCase("""{"type":"string","format":"date-time"}""", "\"2024-05-06T07:08:09Z\"")]
    [TestCase("""{"type":"string","format":"whatever"}""", "\"b\"")]
    [TestCase("""{"type":"integer","minimum":3}""", "2", "spec: Invalid value: 2: spec in body should be greater than or equal to 3")]
    [TestCase("""{"type":"integer","minimum":3,"exclusiveMinimum":true}""", "3", "spec: Invalid value: 3: spec in body should be greater than 3")]
    [TestCase("""{"type":"number","maximum":0.5}""", "0.75", "spec: Invalid value: 0.75: spec in body should be less than or equal to 0.5")]
    [TestCase("""{"type":"integer","multipleOf":3}""", "4", "spec: Invalid value: 4: spec in body should be a multiple of 3")]
    [TestCase("""{"type":"number","multipleOf":0.1}""", "0.3")]
    [TestCase("""{"type":"string","enum":["a","b"]}""", "\"c\"", "spec: Unsupported value: \"c\": supported values: \"a\", \"b\"")]
    [TestCase("""{"x-kubernetes-preserve-unknown-fields":true,"enum":[1,{"a":2}]}""", "{\"a\":2}")]
    [TestCase("""{"type":"array","items":{"type":"string"},"minItems":2}""", "[\"a\"]", "spec: Invalid value: 1: spec in body should have at least 2 items")]
    [TestCase("""{"type":"array","items":{"type":"string"},"maxItems":1}""", "[\"a\",\"b\"]", "spec: Too many: 2: must have at most 1 items")]
    [TestCase("""{"type":"array","items":{"type":"string"}}""", "[\"a\",1]", "spec[1]: Invalid value: \"integer\": spec[1] in body must be of type string: \"integer\"")]
    [TestCase("""{"type":"object","additionalProperties":{"type":"integer"},"maxProperties":1}""", """{"a":1,"b":"x"}""",
        "spec: Too many: 2: must have at most 1 items", "spec.b: Invalid value: \"string\": spec.b in body must be of type integer: \"string\"")]
    [TestCase("""{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}""", "{}", "spec.a: Required value")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":"x","b":"y"}""",
        "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found 2 valid alternatives")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"anyOf":[{"required":["a"]},{"required":["b"]}]}""", "{}",
        "<nil>: Invalid value: \"\": \"spec\" must validate at least one schema (anyOf)", "spec.a: Required value")]
    [TestCase("""{"type":"integer","not":{"minimum":5}}""", "7", "<nil>: Invalid value: \"\": \"spec\" must not validate the schema (not)")]
    [TestCase("""{"type":"integer","allOf":[{"minimum":5},{"maximum":6}]}""", "7",
        "spec: Invalid value: 7: spec in body should be less than or equal to 6", "<nil>: Invalid value: \"\": \"spec\" must validate all the schemas (allOf)")]
    public void A_value_is_judged_in_upstreams_words(string schema, string value, params string[] expected)
    {
        Assert.That(Errors(schema, value, null), Is.EqualTo(expected));
    }

    [TestCase("""{"type":"object","properties":{"a":{"type":"string","maxLength":1}}}""", """{"a":"long"}""", """{"a":"long"}""")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"string","maxLength":1}}}""", """{"a":"longer"}""", """{"a":"long"}""", "spec.a: Too long: may not be more than 1 bytes")]
    [TestCase("""{"type":"array","items":{"type":"string","maxLength":1}}""", """["long","x"]""", """["long"]""", "spec[0]: Too long: may not be more than 1 bytes")]
    [TestCase("""{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"string","maxLength":1}}}}""",
        """[{"k":"b"},{"k":"a","v":"long"}]""", """[{"k":"a","v":"long"}]""")]
    public void What_has_not_changed_passes(string schema, string value, string old, params string[] expected)
    {
        Assert.That(Errors(schema, value, old), Is.EqualTo(expected));
    }

    [TestCase("uuid", "123e4567-e89b-12d3-a456-426614174000", true)]
    [TestCase("uuid", "123e4567", false)]
    [TestCase("ipv4", "10.0.0.1", true)]
    [TestCase("ipv6", "10.0.0.1", false)]
    [TestCase("cidr", "10.0.0.0/8", true)]
    [TestCase("cidr", "10.0.0.0/33", false)]
    [TestCase("duration", "1h30m", true)]
    [TestCase("duration", "3 days", true)]
    [TestCase("duration", "x", false)]
    [TestCase("date", "2024-02-30", false)]
    [TestCase("byte", "YWJj", true)]
    [TestCase("byte", "YWJ", false)]
    [TestCase("email", "a@example.com", true)]
    [TestCase("mac", "01:23:45:67:89:ab", true)]
    [TestCase("isbn", "978-0321751041", true)]
    [TestCase("hexcolor", "#FFFFFF", true)]
    [TestCase("k8s-short-name", "a-b", true)]
    [TestCase("k8s-short-name", "a.b", false)]
    public void Formats_are_checked(string format, string text, bool fits)
    {
        Assert.That(ValueFormats.Fits(text, format), Is.EqualTo(fits));
    }

    [Test]
    public void Versions_are_ordered_by_how_far_they_are()
    {
        string[] versions = ["v1", "foo1", "v2beta1", "v10", "v1alpha1", "v2", "v11alpha2", "v3beta1", "foo10"];

        Assert.That(versions.OrderByDescending(static version => version, VersionOrder.Comparer),
            Is.EqualTo(new[] { "v10", "v2", "v1", "v3beta1", "v2beta1", "v11alpha2", "v1alpha1", "foo1", "foo10" }));
    }

    private static IEnumerable<string> Errors(string schema, string value, string? old)
    {
        var root = SchemaCompiler.Compile(JsonText.Parse($$"""{"type":"object","properties":{"spec":{{schema}} } }""").AsMap!);
        var errors = new FieldErrors();
        ValueValidation.Check(Spec(value), old is null ? default : Spec(old), root, errors);
        return errors.Causes.Select(static cause => $"{cause.Field}: {cause.Message}");
    }

    private static Value Spec(string value) => JsonText.Parse($$"""{"spec":{{value}} }""");
}
