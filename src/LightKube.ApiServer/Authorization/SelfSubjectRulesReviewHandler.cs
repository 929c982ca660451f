using LightKube.Api.Authorization.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Authorization;

/// <summary>SelfSubjectRulesReview: what may I in this namespace? <c>kubectl auth can-i --list</c>.</summary>
public sealed class SelfSubjectRulesReviewHandler : ICreateOnlyHandler
{
    private static readonly Rule[] Everything = [new(["*"], ["*"], ["*"], [], []), new(["*"], [], [], [], ["*"])];

    private readonly IRuleResolver _rules;

    private readonly Func<bool> _hasWebhook;

    /// <param name="rbac">Whose rules are listed.</param>
    /// <param name="hasWebhook">Whether a webhook decides too, which cannot list what it would allow.</param>
    public SelfSubjectRulesReviewHandler(RbacAuthorizer rbac, Func<bool>? hasWebhook = null) => (_rules, _hasWebhook) = (rbac, hasWebhook ?? (static () => false));

    public KindSchema Kind => SelfSubjectRulesReview.Schema;

    public Document Answer(UserInfo user, Document question)
    {
        var ns = question.Root.GetMap("spec")?.GetString("namespace") ?? "";
        if (ns.Length == 0)
        {
            throw ApiException.BadRequest("no namespace on request");
        }

        var resources = new DocList();
        var paths = new DocList();
        IEnumerable<Rule> rules = _rules.RulesFor(user, ns);
        foreach (var rule in user.IsInGroup(UserNames.Masters) ? Everything.Concat(rules) : rules)
        {
            var map = new DocMap();
            map.Set("verbs", DocList.Of(rule.Verbs));
            if (rule.Urls.Length > 0)
            {
                map.Set("nonResourceURLs", DocList.Of(rule.Urls));
                paths.Add(map);
                continue;
            }

            map.Set("apiGroups", DocList.Of(rule.Groups));
            map.Set("resources", DocList.Of(rule.Resources));
            if (rule.Names.Length > 0)
            {
                map.Set("resourceNames", DocList.Of(rule.Names));
            }

            resources.Add(map);
        }

        var status = new DocMap();
        status.Set("resourceRules", resources);
        status.Set("nonResourceRules", paths);

        // The node authorizer decides by object, which no list of rules can say.
        string[] unsupported = [.. UserNames.IsNode(user) ? ["node"] : (string[])[], .. _hasWebhook() ? ["webhook"] : (string[])[]];
        status.Set("incomplete", unsupported.Length > 0);
        if (unsupported.Length > 0)
        {
            var errors = string.Join(", ", Array.ConvertAll(unsupported, static name => $"{name} authorizer does not support user rule resolution"));
            status.Set("evaluationError", unsupported.Length > 1 ? $"[{errors}]" : errors);
        }

        question.Root.Set("status", status);
        return question;
    }
}
