using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.CustomResources.Definitions;
using LightKube.Api.Errors;
using LightKube.Api.Json;

namespace LightKube.Api.Tests.CustomResources;

[Parallelizable(ParallelScope.All)]
public sealed class DefinitionRulesTests
{
    private const string Root = "spec.validation.openAPIV3Schema";

    // A schema, the errors as 'field: message'; SCHEMA stands for the path of the schema.
    [TestCase("""{"type":"object"}""")]
    [TestCase("""{}""", "SCHEMA.type: Required value: must not be empty at the root")]
    [TestCase("""{"type":"string"}""", "SCHEMA.type: Invalid value: \"string\": must be object at the root")]
    [TestCase("""{"type":"object","properties":{"a":{}}}""", "SCHEMA.properties[a].type: Required value: must not be empty for specified object fields")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"array"}}}""", "SCHEMA.properties[a].items: Required value: must be specified")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"array","items":{}}}}""", "SCHEMA.properties[a].items.type: Required value: must not be empty for specified array items")]
    [TestCase("""{"type":"object","additionalProperties":true}""", "SCHEMA.additionalProperties: Forbidden: must not be used at the root")]
    [TestCase("""{"type":"object","properties":{"a":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}}}""")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"string","anyOf":[{"type":"integer"}]}}}""", "SCHEMA.properties[a].anyOf[0].type: Forbidden: must be empty to be structural")]
    [TestCase("""{"type":"object","anyOf":[{"properties":{"b":{"minimum":1}}}]}""",
        "SCHEMA.properties[b]: Required value: because it is defined in SCHEMA.anyOf[0].properties[b]")]
    [TestCase("""{"type":"object","properties":{"metadata":{"type":"object","properties":{"name":{"type":"string","maxLength":5}}}}}""")]
    [TestCase("""{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}""",
        "SCHEMA.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}""", "SCHEMA.properties[a].pattern: Invalid value: \"(\": must be a valid regular expression")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"string","default":1}}}""",
        "SCHEMA.properties[a].default: Invalid value: \"integer\":  in body must be of type string: \"integer\"")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"object","default":{"b":1}}}}""", "SCHEMA.properties[a].default: Invalid value: {\"b\":1}: must not have unknown fields")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"whatever"}}}""",
        "SCHEMA.properties[a].type: Unsupported value: \"whatever\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}}""",
        "SCHEMA.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":{"type":"string"}}}}""",
        "SCHEMA.properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","items":{"type":"object"}}}}""",
        "SCHEMA.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"}}}}}}""",
        "SCHEMA.properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    public void A_schema_is_judged_in_upstreams_words(string schema, params string[] expected)
    {
        var found = Errors($$"""{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{schema}} } }""");

        Assert.That(found, Has.Count.EqualTo(expected.Length), string.Join("\n", found));
        foreach (var (text, error) in expected.Zip(found))
        {
            Assert.That(error, Does.StartWith(text.Replace("SCHEMA", Root, StringComparison.Ordinal)));
        }
    }

    [TestCase(""","additionalPrinterColumns":[{"name":"a","type":"text","jsonPath":".a"}]""",
        "spec.additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of boolean,date,integer,number,string")]
    [TestCase(""","additionalPrinterColumns":[{"name":"a","type":"string","jsonPath":"a"}]""",
        "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"a\": must be a simple json path starting with .")]
    [TestCase(""","subresources":{"scale":{"specReplicasPath":".status.a","statusReplicasPath":".status.b"} }""",
        "spec.subresources.scale.specReplicasPath: Invalid value: \".status.a\": should be a json path under .spec")]
    [TestCase(""","selectableFields":[{"jsonPath":".spec.no"}]""",
        "spec.selectableFields[0].jsonPath: Invalid value: \".spec.no\": is an invalid path: does not refer to a valid field")]
    [TestCase(""","selectableFields":[{"jsonPath":".spec"}]""",
        "spec.selectableFields[0].jsonPath: Invalid value: \".spec\": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.")]
    [TestCase(""","deprecationWarning":"x" """, "spec.versions[0].deprecationWarning: Invalid value: \"x\": can only be set for deprecated versions")]
    public void A_version_is_judged_in_upstreams_words(string more, string expected)
    {
        var found = Errors($$"""
            {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"string"} } } } } }{{more}} }
            """);

        Assert.That(found, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void What_differs_between_versions_is_blamed_where_it_stands()
    {
        const string first = """{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"} } }""";
        const string second = """{"name":"v2","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"string"} } }""";

        Assert.That(Errors($"{first},{second}"), Has.Exactly(1).EqualTo(
            "spec.versions[1].schema.openAPIV3Schema.type: Invalid value: \"string\": must be object at the root")
            .And.Exactly(1).Contains("must have exactly one version marked as storage version"));
    }

    [TestCase("""{"strategy":"Webhook"}""", "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook")]
    [TestCase("""{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"http://a/"} } }""",
        "spec.conversion.webhookClientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]")]
    [TestCase("""{"strategy":"Other"}""", "spec.conversion.strategy: Unsupported value: \"Other\": supported values: \"None\", \"Webhook\"")]
    public void A_conversion_is_judged_in_upstreams_words(string conversion, string expected)
    {
        var found = Errors("""{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"} } }""", $",\"conversion\":{conversion}");

        Assert.That(found, Does.Contain(expected));
    }

    private static List<string> Errors(string versions, string more = ",\"conversion\":{\"strategy\":\"None\"}")
    {
        var definition = CustomResourceDefinition.Over(JsonText.Parse($$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"foos.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"foos","singular":"foo","kind":"Foo","listKind":"FooList"},"versions":[{{versions}}]{{more}} } }
            """).AsMap!);
        var errors = new FieldErrors();
        DefinitionRules.Check(definition, errors);
        return errors.Causes.Select(static cause => $"{cause.Field}: {cause.Message}").ToList();
    }
}
