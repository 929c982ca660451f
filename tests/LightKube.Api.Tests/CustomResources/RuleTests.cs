using LightKube.Api.CustomResources.Definitions;
using LightKube.Api.CustomResources.Rules;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;

namespace LightKube.Api.Tests.CustomResources;

[Parallelizable(ParallelScope.All)]
public sealed class RuleTests
{
    // The schema of spec, its value, the value before or null, the errors.
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1"}]}""", "2", null)]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1"}]}""", "1", null, "spec: Invalid value: 1: failed rule: self > 1")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1","message":"too few"}]}""", "1", null, "spec: Invalid value: 1: too few")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1","messageExpression":"'only ' + string(self)"}]}""", "1", null, "spec: Invalid value: 1: only 1")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1","reason":"FieldValueForbidden","message":"no"}]}""", "1", null, "spec: Forbidden: no")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"integer"}},"x-kubernetes-validations":[{"rule":"self.a > 1","fieldPath":".a"}]}""", """{"a":1}""", null,
        "spec.a: Invalid value: failed rule: self.a > 1")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf"}]}""", "1", null)]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf"}]}""", "1", "2", "spec: Invalid value: 1: failed rule: self >= oldSelf")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1"}]}""", "1", "1")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"oldSelf.hasValue() || self == 0","optionalOldSelf":true}]}""", "1", null,
        "spec: Invalid value: 1: failed rule: oldSelf.hasValue() || self == 0")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"oldSelf.hasValue() || self == 0","optionalOldSelf":true}]}""", "2", "1")]
    [TestCase("""{"type":"array","items":{"type":"string"},"x-kubernetes-validations":[{"rule":"self.all(x, x.startsWith('a'))"}]}""", """["a","b"]""", null,
        "spec: Invalid value: failed rule: self.all(x, x.startsWith('a'))")]
    [TestCase("""{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"integer","x-kubernetes-validations":[{"rule":"self == oldSelf"}]}}}}""",
        """[{"k":"b","v":9},{"k":"a","v":2}]""", """[{"k":"a","v":1}]""", "spec[1].v: Invalid value: 2: failed rule: self == oldSelf")]
    [TestCase("""{"type":"object","additionalProperties":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1"}]}}""", """{"x":1}""", null,
        "spec[x]: Invalid value: 1: failed rule: self > 1")]
    public void Rules_are_evaluated(string schema, string value, string? old, params string[] expected)
    {
        var node = RuleNode.Compile(Root(schema), isRoot: true)!;
        var errors = new FieldErrors();
        RuleEvaluation.Check(node, Spec(value), old is null ? default(Value) : Spec(old), errors);
        Assert.That(errors.Causes.Select(static cause => $"{cause.Field}: {cause.Message}"), Is.EqualTo(expected));
    }

    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1"}]}""", null)]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self + 1"}]}""",
        "S.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"rule\":\"self + 1\"}: cel expression must evaluate to a bool")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 'a'"}]}""",
        "S.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"rule\":\"self \\u003e 'a'\"}: compilation failed: ERROR: <input>:1:6: found no matching overload for '_>_' applied to '(int, string)'")]
    [TestCase("""{"type":"array","items":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf"}]}}""",
        "S.properties[spec].items.x-kubernetes-validations[0].rule: Invalid value: \"self >= oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema within S.properties[spec]")]
    [TestCase("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1","optionalOldSelf":true}]}""",
        "S.properties[spec].x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule")]
    [TestCase("""{"type":"array","items":{"type":"string"},"x-kubernetes-validations":[{"rule":"self.all(x, self.all(y, x == y))"}]}""",
        "S.properties[spec].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x")]
    public void Rules_are_judged_with_their_definition(string schema, string? expected)
    {
        var errors = new FieldErrors();
        ExpressionRules.Check(Root(schema), FieldPath.Of("S"), errors);
        var found = errors.Causes.Select(static cause => $"{cause.Field}: {cause.Message}").ToList();
        Assert.That(found, expected is null ? Is.Empty : Has.Some.StartsWith(expected), string.Join("\n", found));
    }

    private static DocMap Root(string schema) => JsonText.Parse($$"""{"type":"object","properties":{"spec":{{schema}} } }""").AsMap!;

    private static DocMap Spec(string value) => JsonText.Parse($$"""{"spec":{{value}} }""").AsMap!;
}
