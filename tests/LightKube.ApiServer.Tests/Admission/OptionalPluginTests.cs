using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Namespaces;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission;

/// <summary>Plug-ins that run when an administrator says so.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OptionalPluginTests
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"web","name":"m"}}""";

    private static string Service(string addresses) =>
        $$"""{"apiVersion":"v1","kind":"Service","metadata":{"namespace":"web","name":"s"},"spec":{"externalIPs":{{addresses}} } }""";

    private static string Owned(string more) =>
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"web","name":"m","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"d","uid":"u"{{more}}}]} }""";

    [TestCase(null, """["192.0.2.1"]""", ExpectedResult = "services \"s\" is forbidden: Use of external IPs is denied by admission control.")]
    [TestCase(null, "[]", ExpectedResult = "")]
    [TestCase("""["192.0.2.1","192.0.2.2"]""", """["192.0.2.1"]""", ExpectedResult = "")]
    [TestCase("""["192.0.2.1"]""", """["192.0.2.1","192.0.2.2"]""", ExpectedResult = "services \"s\" is forbidden: Use of external IPs is denied by admission control.")]
    public string Services_keep_the_addresses_from_outside_that_they_have(string? before, string now) => AdmissionRig.Refusal(() => new DenyServiceExternalIPs().Send(
        before is null ? AdmissionVerb.Create : AdmissionVerb.Update, ObjectsInMemory.Parse(Service(now)), before is null ? null : ObjectsInMemory.Parse(Service(before))));

    [Test]
    public void Nothing_is_written_without_a_namespace()
    {
        var objects = new ObjectsInMemory();
        var map = ObjectsInMemory.Parse(Map);
        Assert.That(AdmissionRig.Refusal(() => new NamespaceExists(objects).Send(AdmissionVerb.Delete, null, map)), Is.EqualTo("namespaces \"web\" not found"));

        objects.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"web"}}""");
        Assert.That(AdmissionRig.Refusal(() => new NamespaceExists(objects).Send(AdmissionVerb.Delete, null, map)), Is.Empty);
    }

    [Test]
    public void Everything_is_denied() => Assert.That(
        AdmissionRig.Refusal(() => new AlwaysDeny().Create(Map)), Is.EqualTo("configmaps \"m\" is forbidden: admission control is denying all modifications"));

    [TestCase("", "", "", ExpectedResult = "")]
    [TestCase("update", "", "", ExpectedResult = "configmaps \"m\" is forbidden: cannot set an ownerRef on a resource you can't delete: no, <nil>")]
    [TestCase("update", "", "delete configmaps/", ExpectedResult = "")]
    [TestCase("", ",\"blockOwnerDeletion\":true", "", ExpectedResult = "configmaps \"m\" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: no, <nil>")]
    [TestCase("", ",\"blockOwnerDeletion\":true", "update deployments/finalizers", ExpectedResult = "")]
    public string Owners_are_set_by_who_may_delete_and_waited_for_by_who_may_finalize(string verb, string more, string right)
    {
        var plugin = new OwnerReferencesPermissionEnforcement(new OneRight(right), static () => BuiltIn.Kinds);
        var isUpdate = verb.Length > 0;
        return AdmissionRig.Refusal(() => plugin.Send(
            isUpdate ? AdmissionVerb.Update : AdmissionVerb.Create, ObjectsInMemory.Parse(Owned(more)), isUpdate ? ObjectsInMemory.Parse(Map) : null));
    }

    private sealed class OneRight(string right) : IAuthorizer
    {
        public AuthorizationResult Authorize(in AuthorizationAttributes attributes) =>
            $"{attributes.Verb} {attributes.Resource}/{attributes.Subresource}" == right ? AuthorizationResult.Allow("") : AuthorizationResult.None("no");
    }
}
