using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.OpenApi;

namespace LightKube.Api.Tests.OpenApi;

public sealed class OpenApiConversionTests
{
    [TestCase("""{"type":"object","properties":{"a":{"$ref":"#/definitions/A"}}}""", """{"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"}}}""")]
    [TestCase("""{"type":"array","items":{"$ref":"#/definitions/A"}}""", """{"type":"array","items":{"$ref":"#/components/schemas/A"}}""")]
    [TestCase("""{"additionalProperties":{"$ref":"#/definitions/A"}}""", """{"additionalProperties":{"$ref":"#/components/schemas/A"}}""")]
    [TestCase("""{"additionalProperties":true,"x-kubernetes-map-type":"atomic"}""", """{"additionalProperties":true,"x-kubernetes-map-type":"atomic"}""")]
    [TestCase("""{"description":"d","$ref":"#/definitions/A"}""", """{"description":"d","allOf":[{"$ref":"#/components/schemas/A"}]}""", Description = "nothing stands beside a reference")]
    public void Schemas_refer_to_components(string v2, string v3)
    {
        var converted = OpenApiConversion.ToV3(new OpenApiParts([], [("A", Map(v2))]));

        Assert.That(converted.Definitions[0].Schema.ToString(), Is.EqualTo(Map(v3).ToString()));
    }

    [Test]
    public void Bodies_and_answers_say_their_media_types()
    {
        var converted = Path("""
            {"post":{"operationId":"create","consumes":["*/*"],"produces":["application/json"],"x-kubernetes-action":"post",
             "parameters":[{"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/A"}},{"name":"dryRun","in":"query","type":"string","uniqueItems":true}],
             "responses":{"201":{"description":"Created","schema":{"$ref":"#/definitions/A"}},"401":{"description":"Unauthorized"}}}}
            """);

        Assert.That(converted, Is.EqualTo(Map("""
            {"post":{"x-kubernetes-action":"post","operationId":"create",
             "parameters":[{"name":"dryRun","in":"query","schema":{"type":"string","uniqueItems":true}}],
             "requestBody":{"content":{"*/*":{"schema":{"$ref":"#/components/schemas/A"}}}},
             "responses":{"201":{"description":"Created","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}},"401":{"description":"Unauthorized"}}}}
            """).ToString()));
    }

    [Test]
    public void Parameters_of_a_path_stay_with_it() =>
        Assert.That(Path("""{"parameters":[{"name":"namespace","in":"path","required":true,"type":"string"}]}"""),
            Is.EqualTo("""{"parameters":[{"name":"namespace","in":"path","required":true,"schema":{"type":"string"}}]}"""));

    private static string Path(string item) => OpenApiConversion.ToV3(new OpenApiParts([("/apis/x", Map(item))], [])).Paths[0].Item.ToString();

    private static DocMap Map(string json) => JsonText.Parse(json).AsMap!;
}
