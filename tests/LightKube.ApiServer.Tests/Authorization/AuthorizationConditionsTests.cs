using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Tests.Authorization;

public sealed class AuthorizationConditionsTests
{
    private static readonly AuthorizationAttributes Pods = new()
    {
        User = new UserInfo("jane", ["devs"], "", new Dictionary<string, IReadOnlyList<string>> { ["example.com/team"] = ["red"] }),
        Verb = "list", IsResourceRequest = true, Resource = "pods", Version = "v1", Namespace = "web", LabelSelector = "app in (a,b),!old", FieldSelector = "spec.nodeName=n",
    };

    internal static AuthorizationConditions Compile(params string[] expressions) => Read(expressions, new FieldErrors())!;

    [TestCase("request.user == 'jane' && 'devs' in request.groups")]
    [TestCase("request.uid == ''")]
    [TestCase("has(request.resourceAttributes) && !has(request.nonResourceAttributes)")]
    [TestCase("request.resourceAttributes.namespace == 'web' && request.resourceAttributes.subresource == ''")]
    [TestCase("request.extra['example.com/team'] == ['red']")]
    [TestCase("request.resourceAttributes.fieldSelector.requirements[0].key == 'spec.nodeName'")]
    [TestCase("request.resourceAttributes.labelSelector.requirements.exists(r, r.key == 'app' && r.operator == 'In' && r.values.all(v, v in ['a', 'b']))")]
    [TestCase("request.resourceAttributes.labelSelector.requirements.exists(r, r.key == 'old' && r.operator == 'DoesNotExist')")]
    [TestCase("!has(request.resourceAttributes.labelSelector.rawSelector)")]
    public void Expressions_see_the_request(string expression)
    {
        Assert.That(Compile(expression).AreMet(Pods, out var error), Is.True, error);
    }

    [Test]
    public void A_path_is_no_resource()
    {
        var path = AuthorizationAttributes.ForPath(new UserInfo("jane"), "get", "/healthz");

        Assert.That(Compile("!has(request.resourceAttributes) && request.nonResourceAttributes.path == '/healthz'").AreMet(path, out _));
    }

    [Test]
    public void One_that_is_false_decides_even_when_others_fail()
    {
        Assert.That(Compile("request.groups[7] == 'x'", "false").AreMet(Pods, out var error), Is.False);
        Assert.That(error, Is.Empty);
    }

    [Test]
    public void One_that_fails_leaves_it_open()
    {
        Assert.That(Compile("true", "request.groups[7] == 'x'").AreMet(Pods, out var error), Is.False);
        Assert.That(error, Does.StartWith("cel evaluation error: expression 'request.groups[7] == 'x'' resulted in error: index out of bounds"));
    }

    [TestCase("request.user", "must evaluate to bool but got string")]
    [TestCase("request.nothing == 'x'", "undefined field 'nothing'")]
    [TestCase("object.x", "undeclared reference to 'object'")]
    [TestCase(" ", "Required value")]
    public void What_is_no_condition_is_refused(string expression, string problem)
    {
        var errors = new FieldErrors();

        Read([expression], errors);

        Assert.That(errors.Causes.Single().Message, Does.Contain(problem));
    }

    [Test]
    public void No_more_than_sixty_four_and_each_once()
    {
        var many = new FieldErrors();
        Read([.. Enumerable.Range(0, 65).Select(i => $"{i} > 0")], many);
        Assert.That(many.Causes.Single().Message, Is.EqualTo("Too many: 65: must have at most 64 items"));
        var twice = new FieldErrors();
        Read(["true", "true"], twice);
        Assert.That(twice.Causes.Single().Message, Is.EqualTo("Duplicate value: \"true\""));
    }

    private static AuthorizationConditions? Read(string[] expressions, FieldErrors errors)
    {
        var list = new DocList();
        foreach (var expression in expressions)
        {
            var condition = new DocMap();
            condition.Set("expression", expression);
            list.Add(condition);
        }

        var root = new DocMap();
        root.Set("matchConditions", list);
        return AuthorizationConditions.Read(errors.Root(root)["matchConditions"]);
    }
}
