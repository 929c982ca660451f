using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Decides which webhooks are called for a request.</summary>
internal sealed class WebhookMatcher(IObjectReader objects, EquivalentResources equivalents)
{
    // Nobody locks himself out: webhooks and policies can always be changed and removed.
    private static readonly HashSet<string> Exempt =
    [
        "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
    ];

    public static bool IsExempt(AdmissionRequest request) =>
        request.Kind.Group == "admissionregistration.k8s.io" && Exempt.Contains(request.Kind.Kind);

    /// <summary>Whether and as what the webhook is called.</summary>
    /// <exception cref="ApiException">The namespace is unknown, or a condition cannot be evaluated.</exception>
    public async ValueTask<WebhookInvocation?> MatchAsync(AdmissionWebhook webhook, AdmissionRequest request, CancellationToken cancel)
    {
        if (!MatchesObject(webhook, request))
        {
            return null;
        }

        if (ByRules(webhook, request) is not { } invocation || !MatchesNamespace(webhook, request))
        {
            return null;
        }

        if (webhook.Conditions is null)
        {
            return invocation;
        }

        var view = await equivalents.ViewAsync(request, invocation.As, cancel).ConfigureAwait(false);
        var matches = webhook.Conditions.Match(view, out var problem);
        return problem.Length > 0 && webhook.FailsClosed ? throw request.Forbid(problem) : matches ? invocation : null;
    }

    private WebhookInvocation? ByRules(AdmissionWebhook webhook, AdmissionRequest request)
    {
        var inNamespace = request.Namespace.Length > 0 && !ReferenceEquals(request.Kind, Namespace.Schema);
        var own = new RuleTarget(request.Kind.Group, request.Kind.Version, request.Kind.Plural);
        foreach (var rule in webhook.Rules)
        {
            if (rule.Matches(request.Verb, own, request.Subresource, inNamespace))
            {
                return new WebhookInvocation(webhook, null);
            }
        }

        if (!webhook.MatchesEquivalents || equivalents.Of(request.Kind) is not { Count: > 0 } others)
        {
            return null;
        }

        foreach (var rule in webhook.Rules)
        {
            foreach (var other in others)
            {
                if (rule.Matches(request.Verb, new RuleTarget(other.Schema.Group, other.Schema.Version, other.Schema.Plural), request.Subresource, inNamespace)
                    && (request.Subresource.Length == 0 || other.Schema.Subresource(request.Subresource) is not null))
                {
                    return new WebhookInvocation(webhook, other);
                }
            }
        }

        return null;
    }

    // The object as it will be, or as it was.
    private static bool MatchesObject(AdmissionWebhook webhook, AdmissionRequest request)
    {
        var selector = webhook.ObjectSelector;
        return selector.IsEverything || Matches(selector, request.Object) || Matches(selector, request.Old);
    }

    private static bool Matches(Api.Selectors.LabelSelector selector, Document? document) =>
        document?.Root.GetMap("metadata") is { } metadata && selector.Matches(metadata.GetMap("labels"));

    private bool MatchesNamespace(AdmissionWebhook webhook, AdmissionRequest request)
    {
        if (webhook.NamespaceSelector.IsEverything)
        {
            return true;
        }

        if (ReferenceEquals(request.Kind, Namespace.Schema))
        {
            // What is written counts, since the namespace is not there yet, or has its old labels.
            var judged = request.Subresource.Length == 0 ? request.Object ?? request.Old : objects.Find(Namespace.Schema, new ObjectKey("", request.Name));
            return webhook.NamespaceSelector.Matches((judged ?? request.Object)?.Labels);
        }

        if (request.Namespace.Length == 0)
        {
            return true;
        }

        return objects.Find(Namespace.Schema, new ObjectKey("", request.Namespace)) is { } found
            ? webhook.NamespaceSelector.Matches(found.Labels)
            : throw ApiException.NotFound(Namespace.Schema, request.Namespace);
    }
}
