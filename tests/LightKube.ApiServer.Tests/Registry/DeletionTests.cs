using LightKube.Api.Documents;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Registry;

[Parallelizable(ParallelScope.All)]
public sealed class DeletionTests
{
    private static string Finalizers(Document document, string? policy)
    {
        Deletion.ApplyPolicy(document, policy);
        return string.Join(',', document.Metadata.Finalizers);
    }

    private static Document Object(string apiVersion, string kind, string finalizers) => ObjectsInMemory.Parse(
        $$"""{"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":{"namespace":"web","name":"x","finalizers":[{{finalizers}}]} }""");

    [TestCase("apps/v1", "ReplicaSet", "", null, ExpectedResult = "")]
    [TestCase("apps/v1", "ReplicaSet", "", "Orphan", ExpectedResult = "orphan")]
    [TestCase("apps/v1", "ReplicaSet", "\"orphan\"", "Foreground", ExpectedResult = "foregroundDeletion")]
    [TestCase("apps/v1", "ReplicaSet", "\"orphan\",\"mine\"", "Background", ExpectedResult = "mine")]
    [TestCase("v1", "ReplicationController", "", null, ExpectedResult = "orphan")]
    [TestCase("v1", "ReplicationController", "\"orphan\"", null, ExpectedResult = "orphan")]
    [TestCase("v1", "ReplicationController", "\"foregroundDeletion\"", null, ExpectedResult = "foregroundDeletion")]
    [TestCase("v1", "ReplicationController", "", "Background", ExpectedResult = "")]
    [TestCase("batch/v1", "Job", "", null, ExpectedResult = "orphan")]
    public string A_policy_stands_for_finalizers_and_some_kinds_orphan_without_one(string apiVersion, string kind, string present, string? policy) =>
        Finalizers(Object(apiVersion, kind, present), policy);

    [Test]
    public void The_kinds_own_policy_does_not_come_back_once_it_was_carried_out()
    {
        var document = Object("v1", "ReplicationController", "\"mine\"");
        document.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch;

        Assert.That(Finalizers(document, null), Is.EqualTo("mine"));
    }
}
