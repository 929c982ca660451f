namespace LightKube.ApiServer.Tests.Validation;

public sealed class FlowValidationTests
{
    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["Schema"] = new($$$"""{"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"FlowSchema","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"matchingPrecedence":50,"priorityLevelConfiguration":{"name":"p"},"rules":[{"subjects":[{"kind":"User","user":{"name":"u"}}],"resourceRules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"namespaces":["*"]}]}]}}"""),
        ["Level"] = new($$$"""{"apiVersion":"flowcontrol.apiserver.k8s.io/v1","kind":"PriorityLevelConfiguration","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":10,"limitResponse":{"type":"Queue","queuing":{"queues":64,"handSize":6,"queueLengthLimit":50} } } } }"""),
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

    [TestCase("Schema", "spec/matchingPrecedence=10001", "spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000")]
    [TestCase("Schema", "spec/matchingPrecedence=1", "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1")]
    [TestCase("Schema", "spec/priorityLevelConfiguration/name=\"\"", "spec.priorityLevelConfiguration.name: Required value: must reference a priority level")]
    [TestCase("Schema", "spec/distinguisherMethod={\"type\":\"ByMood\"}", "spec.distinguisherMethod.type: Unsupported value: \"ByMood\": supported values: \"ByNamespace\", \"ByUser\"")]
    [TestCase("Schema", "spec/rules/0/subjects=[]", "spec.rules[0].subjects: Required value: subjects must contain at least one value")]
    [TestCase("Schema", "spec/rules/0/subjects/0/kind=\"Robot\"", "spec.rules[0].subjects[0].kind: Unsupported value: \"Robot\": supported values: \"Group\", \"ServiceAccount\", \"User\"")]
    [TestCase("Schema", "spec/rules/0/subjects/0/user-", "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'")]
    [TestCase("Schema", "spec/rules/0/subjects/0/group={\"name\":\"g\"}", "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'")]
    [TestCase("Schema", "spec/rules/0/resourceRules-", "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty")]
    [TestCase("Schema", "spec/rules/0/resourceRules/0/verbs=[\"see\"]", "spec.rules[0].resourceRules[0].verbs: Unsupported value: [\"see\"]: supported values: \"create\", \"delete\", \"deletecollection\", \"get\", \"list\", \"patch\", \"proxy\", \"update\", \"watch\"")]
    [TestCase("Schema", "spec/rules/0/resourceRules/0/namespaces=[]", "spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace")]
    [TestCase("Schema", "spec/rules/0/nonResourceRules=[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"a\"]}]", "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"a\": must start with slash")]
    [TestCase("Schema", "spec/rules/0/nonResourceRules=[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/a*\"]}]", "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"/a*\": wildcard can only do suffix matching")]
    [TestCase("Level", "spec/type=\"Exempt\"", "spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'", "spec.limited: Forbidden: must be nil if the type is not Limited")]
    [TestCase("Level", "spec/limited-", "spec.limited: Required value: must not be empty when type is Limited")]
    [TestCase("Level", "spec/limited/lendablePercent=101", "spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive")]
    [TestCase("Level", "spec/limited/limitResponse/type=\"Wait\"", "spec.limited.limitResponse.type: Unsupported value: \"Wait\": supported values: \"Queue\", \"Reject\"")]
    [TestCase("Level", "spec/limited/limitResponse/type=\"Reject\"", "spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited")]
    [TestCase("Level", "spec/limited/limitResponse/queuing/handSize=65", "spec.limited.limitResponse.queuing.handSize: Invalid value: 65: should not be greater than queues (64)")]
    [TestCase("Level", "spec/limited/limitResponse/queuing/handSize=11", "spec.limited.limitResponse.queuing.handSize: Invalid value: 11: required entropy bits of deckSize 64 and handSize 11 should not be greater than 60: 66")]
    public void Create(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Create(change), Is.EqualTo(errors));
}
