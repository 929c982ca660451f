using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Http;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Tests.Authentication;

public sealed class ImpersonationTests
{
    private sealed class Recording(params string[] allowed) : IAuthorizer
    {
        public List<string> Asked { get; } = [];

        public AuthorizationResult Authorize(in AuthorizationAttributes a)
        {
            var what = $"{a.Verb} {a.Group}/{a.Resource}/{a.Subresource} {a.Namespace}/{a.Name}";
            Asked.Add(what);
            return allowed.Length == 0 || allowed.Contains(what) ? AuthorizationResult.Allow("") : AuthorizationResult.NoOpinion;
        }
    }

    private static readonly UserInfo Admin = new("admin");

    [Test]
    public void Each_part_needs_a_right_of_its_own()
    {
        var authorizer = new Recording();
        var user = Apply(authorizer, Headers(
            ("Impersonate-User", "jane"), ("Impersonate-Group", "devs"), ("Impersonate-Uid", "7"), ("Impersonate-Extra-Scopes%2fa", "read")));

        Assert.That(user.Name, Is.EqualTo("jane"));
        Assert.That(user.Groups, Is.EqualTo(new[] { "devs", "system:authenticated" }));
        Assert.That(user.Uid, Is.EqualTo("7"));
        Assert.That(user.Extra["scopes/a"], Is.EqualTo(new[] { "read" }));
        Assert.That(authorizer.Asked, Is.EqualTo(new[]
        {
            "impersonate /users/ /jane", "impersonate /groups/ /devs",
            "impersonate authentication.k8s.io/uids/ /7", "impersonate authentication.k8s.io/userextras/scopes/a /read",
        }));
    }

    [TestCase("jane", "impersonate:user-info authentication.k8s.io/users/ /jane", "impersonate-on:user-info:list /pods/ web/", "system:authenticated")]
    [TestCase("system:serviceaccount:web:bot", "impersonate:serviceaccount authentication.k8s.io/serviceaccounts/ web/bot", "impersonate-on:serviceaccount:list /pods/ web/",
        "system:serviceaccounts system:serviceaccounts:web system:authenticated")]
    [TestCase("system:node:n1", "impersonate:arbitrary-node authentication.k8s.io/nodes/ /n1", "impersonate-on:arbitrary-node:list /pods/ web/", "system:nodes system:authenticated")]
    public void For_one_action_alone_it_needs_the_right_to_that_action(string name, string identity, string action, string groups)
    {
        var pods = RequestInfo.Parse("GET", "/api/v1/namespaces/web/pods", watch: false);
        var secrets = RequestInfo.Parse("GET", "/api/v1/namespaces/web/secrets", watch: false);
        var both = new Recording(identity, action);

        Assert.That(Apply(both, Headers(("Impersonate-User", name)), pods).Groups, Is.EqualTo(groups.Split(' ')));
        Assert.That(() => Apply(both, Headers(("Impersonate-User", name)), secrets), Throws.TypeOf<ApiException>());
        Assert.That(() => Apply(new Recording(action), Headers(("Impersonate-User", name)), pods), Throws.TypeOf<ApiException>());
    }

    [Test]
    public void A_service_account_brings_its_groups()
    {
        var authorizer = new Recording();
        var user = Apply(authorizer, Headers(("Impersonate-User", "system:serviceaccount:web:bot")));

        Assert.That(user.Groups, Is.EqualTo(new[] { "system:serviceaccounts", "system:serviceaccounts:web", "system:authenticated" }));
        Assert.That(authorizer.Asked, Is.EqualTo(new[] { "impersonate /serviceaccounts/ web/bot" }));
    }

    [Test]
    public void Without_the_right_it_is_forbidden()
    {
        var authorizer = new Recording("impersonate /users/ /jane");

        var error = Assert.Throws<ApiException>(() => Apply(
            authorizer, Headers(("Impersonate-User", "jane"), ("Impersonate-Group", "system:masters"))))!;

        Assert.That(error.Code, Is.EqualTo(403));
        Assert.That(error.Message, Is.EqualTo(
            "groups \"system:masters\" is forbidden: User \"admin\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope"));
    }

    [Test]
    public void A_group_without_a_user_is_an_error() => Assert.That(
        Assert.Throws<ApiException>(() => Apply(new Recording(), Headers(("Impersonate-Group", "devs"))))!.Code,
        Is.EqualTo(500));

    [Test]
    public void Without_headers_nothing_changes()
    {
        Assert.That(Impersonation.IsAsked(new HeaderDictionary { ["Accept"] = "*/*" }), Is.False);
        Assert.That(Apply(new Recording(), new HeaderDictionary()), Is.SameAs(Admin));
    }

    [Test]
    public void A_service_account_may_be_the_node_that_it_is_on_when_it_may_be_any_such_node()
    {
        var pods = RequestInfo.Parse("GET", "/api/v1/namespaces/web/pods", watch: false);
        var agent = new UserInfo("system:serviceaccount:web:agent", extra: new Dictionary<string, IReadOnlyList<string>> { ["authentication.kubernetes.io/node-name"] = ["n1"] });
        const string Action = "impersonate-on:associated-node:list /pods/ web/";
        const string Right = "impersonate:associated-node authentication.k8s.io/nodes/ /";

        Assert.That(Apply(new Recording(Action, Right + "*"), Headers(("Impersonate-User", "system:node:n1")), pods, agent).Name, Is.EqualTo("system:node:n1"));
        Assert.That(() => Apply(new Recording(Action, Right + "*"), Headers(("Impersonate-User", "system:node:n2")), pods, agent), Throws.TypeOf<ApiException>());
        Assert.That(() => Apply(new Recording(Action, Right + "n1"), Headers(("Impersonate-User", "system:node:n1")), pods, agent), Throws.TypeOf<ApiException>());
    }

    private static UserInfo Apply(IAuthorizer authorizer, HeaderDictionary headers, RequestInfo? info = null, UserInfo? requester = null) =>
        new Impersonation(authorizer).ApplyAsync(requester ?? Admin, headers, info, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers)
    {
        var result = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            result[name] = value;
        }

        return result;
    }
}
