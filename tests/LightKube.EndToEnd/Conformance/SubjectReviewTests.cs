using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The name of the conformance list under 'SubjectReview': who may do what, asked in each of the ways that there are.</summary>
internal sealed class SubjectReviewTests
{
    private const string Group = "authorization.k8s.io/v1";

    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly Kubectl _kubectl = SharedCluster.Cluster.Kubectl("1.36", $"reviews-{Guid.NewGuid():N}"[..14]);

    private string User => $"system:serviceaccount:{_kubectl.Namespace}:asked";

    private string Attributes => $$"""{"namespace":"{{_kubectl.Namespace}}","verb":"list","resource":"configmaps","version":"v1"}""";

    [OneTimeSetUp]
    public async Task Create()
    {
        await _kubectl.RunAsync("create", "namespace", _kubectl.Namespace);
        await _kubectl.RunAsync("create", "serviceaccount", "asked");
        await _kubectl.RunAsync("create", "role", "lister", "--verb=list", "--resource=configmaps");
    }

    [OneTimeTearDown]
    public async Task Delete()
    {
        _api.Dispose();
        await _kubectl.RunAsync("delete", "namespace", _kubectl.Namespace, "--timeout=90s");
    }

    [Test]
    public async Task Answers_follow_the_role_bindings()
    {
        Assert.That(await AllowedAsync(""), Is.False);
        Assert.That(await AllowedAsync($"/namespaces/{_kubectl.Namespace}"), Is.False);

        await _kubectl.RunAsync("create", "rolebinding", "asked", "--role=lister", $"--serviceaccount={_kubectl.Namespace}:asked");

        await Eventually.ThatAsync(() => AllowedAsync(""), Is.True, "a SubjectAccessReview");
        await Eventually.ThatAsync(() => AllowedAsync($"/namespaces/{_kubectl.Namespace}"), Is.True, "a LocalSubjectAccessReview");
        var elsewhere = await PostAsync("/namespaces/default", "LocalSubjectAccessReview", $$""" "user":"{{User}}","resourceAttributes":{{Attributes}} """);
        Assert.That(elsewhere.Code, Is.EqualTo(422), "a namespace that is not the request's");
    }

    [Test]
    public async Task Who_asks_is_told_of_himself()
    {
        var access = (await PostAsync("", "SelfSubjectAccessReview", $$""" "resourceAttributes":{{Attributes}} """)).Is(201).Json;
        Assert.That((bool)access["status"]!["allowed"]!);

        var rules = (await PostAsync("", "SelfSubjectRulesReview", $$""" "namespace":"{{_kubectl.Namespace}}" """)).Is(201).Json;
        Assert.That(rules["status"]!["resourceRules"]!.AsArray().Any(static rule => rule!["verbs"]!.AsArray().Any(static verb => (string)verb! == "*")));
        Assert.That((bool)rules["status"]!["incomplete"]!, Is.False);

        var self = """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";
        var user = (await _api.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", self)).Is(201).Json["status"]!["userInfo"]!;
        Assert.That(user["groups"]!.AsArray().Select(static group => (string)group!), Does.Contain("system:masters").And.Contain("system:authenticated"));
    }

    private async Task<bool> AllowedAsync(string where)
    {
        var kind = where.Length == 0 ? "SubjectAccessReview" : "LocalSubjectAccessReview";
        var review = (await PostAsync(where, kind, $$""" "user":"{{User}}","resourceAttributes":{{Attributes}} """)).Is(201).Json;
        return (bool)review["status"]!["allowed"]!;
    }

    private Task<Api.Answer> PostAsync(string where, string kind, string spec) =>
        _api.PostAsync($"/apis/{Group}{where}/{kind.ToLowerInvariant()}s", $$"""{"apiVersion":"{{Group}}","kind":"{{kind}}","spec":{ {{spec}} } }""");
}
