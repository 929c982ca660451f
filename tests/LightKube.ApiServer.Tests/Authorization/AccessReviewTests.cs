using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Authorization;

public sealed class AccessReviewTests
{
    private sealed class Recorder : IAuthorizer
    {
        public AuthorizationAttributes Last { get; private set; }

        public AuthorizationResult Authorize(in AuthorizationAttributes attributes)
        {
            Last = attributes;
            return AuthorizationResult.Allow("because");
        }
    }

    [TestCase("""{"user":"a"}""", "spec.resourceAttributes")]
    [TestCase("""{"resourceAttributes":{}}""", "spec.user")]
    [TestCase("""{"user":"a","resourceAttributes":{},"nonResourceAttributes":{}}""", "spec.nonResourceAttributes")]
    [TestCase("""{"user":"a","resourceAttributes":{"fieldSelector":{}}}""", "spec.resourceAttributes.fieldSelector.requirements")]
    [TestCase("""{"user":"a","resourceAttributes":{"labelSelector":{"rawSelector":"a=b","requirements":[{"key":"a","operator":"Exists"}]}}}""", "spec.resourceAttributes.labelSelector.rawSelector")]
    [TestCase("""{"user":"a","resourceAttributes":{"labelSelector":{"requirements":[{"key":"a","operator":"In"}]}}}""", "spec.resourceAttributes.labelSelector.requirements[0].values")]
    public void A_question_that_makes_no_sense_is_invalid(string spec, string field)
    {
        var error = Assert.Throws<ApiException>(() => Ask("SubjectAccessReview", "", spec))!;

        Assert.That(error.Code, Is.EqualTo(422));
        Assert.That(error.Causes.Select(cause => cause.Field), Is.EqualTo(new[] { field }));
    }

    [TestCase("""{"user":"a","resourceAttributes":{"namespace":"other"}}""", "spec.resourceAttributes.namespace")]
    [TestCase("""{"user":"a","nonResourceAttributes":{"path":"/"}}""", "spec.nonResourceAttributes")]
    public void A_local_review_asks_about_its_own_namespace(string spec, string field) =>
        Assert.That(Assert.Throws<ApiException>(() => Ask("LocalSubjectAccessReview", "web", spec))!.Causes.Select(cause => cause.Field), Is.EqualTo(new[] { field }));

    [Test]
    public void Selectors_are_part_of_the_question()
    {
        var asked = Ask("SubjectAccessReview", "", """
            {"user":"a","resourceAttributes":{"resource":"pods","verb":"list",
             "fieldSelector":{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n1"]}]},
             "labelSelector":{"requirements":[{"key":"app","operator":"In","values":["a","b"]},{"key":"x","operator":"DoesNotExist"}]}}}
            """);

        Assert.That((asked.FieldSelector, asked.LabelSelector), Is.EqualTo(("spec.nodeName=n1", "app in (a,b),!x")));
    }

    [TestCase("""{"fieldSelector":{"requirements":[{"key":"a","operator":"In","values":["x","y"]}]}}""", "spec.resourceAttributes.fieldSelector ignored due to parse error")]
    [TestCase("""{"fieldSelector":{"requirements":[{"key":"a","operator":"Exists"},{"key":"b","operator":"In","values":["x"]}]}}""",
        "spec.resourceAttributes.fieldSelector partially ignored due to parse error")]
    [TestCase("""{"labelSelector":{"rawSelector":"a in"},"fieldSelector":{"rawSelector":"b"}}""",
        "spec.resourceAttributes.fieldSelector ignored due to parse error; spec.resourceAttributes.labelSelector ignored due to parse error")]
    [TestCase("""{"labelSelector":{"requirements":[{"key":"a","operator":"In","values":["x"]}]}}""", null)]
    public async Task What_is_not_understood_of_selectors_is_told(string resource, string? error)
    {
        var handler = SubjectAccessReviewHandler.ForCluster(new Recorder());
        var question = ObjectsInMemory.Parse($$"""{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","metadata":{},"spec":{"user":"a","resourceAttributes":{{resource}}} }""");

        var answer = await handler.AnswerAsync(UserInfo.ApiServer, question, CancellationToken.None);

        Assert.That(answer.Root.GetMap("status")!.GetString("evaluationError"), Is.EqualTo(error));
    }

    private static AuthorizationAttributes Ask(string kind, string ns, string spec)
    {
        var recorder = new Recorder();
        var handler = kind == "SubjectAccessReview" ? SubjectAccessReviewHandler.ForCluster(recorder) : SubjectAccessReviewHandler.ForNamespace(recorder);
        var metadata = ns.Length > 0 ? $$"""{"namespace":"{{ns}}"}""" : "{}";
        handler.AnswerAsync(UserInfo.ApiServer, ObjectsInMemory.Parse($$"""{"apiVersion":"authorization.k8s.io/v1","kind":"{{kind}}","metadata":{{metadata}},"spec":{{spec}} }"""), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return recorder.Last;
    }
}
