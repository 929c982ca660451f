using LightKube.Api.Documents;
using LightKube.Api.Selectors;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>One webhook of a configuration, compiled.</summary>
internal sealed class AdmissionWebhook
{
    private const int DefaultTimeoutSeconds = 10;

    private AdmissionWebhook(string configuration, string name, int position)
    {
        Configuration = configuration;
        Name = name;
        Id = $"{configuration}/{name}/{position}";
    }

    /// <summary>The name of the configuration that it stands in.</summary>
    public string Configuration { get; }

    public string Name { get; }

    /// <summary>Unlike that of any other webhook.</summary>
    public string Id { get; }

    public IReadOnlyList<ResourceRule> Rules { get; private init; } = [];

    public LabelSelector NamespaceSelector { get; private init; } = LabelSelector.Everything;

    public LabelSelector ObjectSelector { get; private init; } = LabelSelector.Everything;

    /// <summary>Rules also match by another version, or group, in which the object could have been addressed.</summary>
    public bool MatchesEquivalents { get; private init; }

    /// <summary>A failed call fails the request.</summary>
    public bool FailsClosed { get; private init; }

    public bool HasSideEffects { get; private init; }

    public bool IsReinvoked { get; private init; }

    public TimeSpan Timeout { get; private init; }

    /// <summary>The first version of AdmissionReview that both sides know; empty for none.</summary>
    public string ReviewVersion { get; private init; } = "";

    /// <summary>More conditions, or null.</summary>
    public MatchConditions? Conditions { get; private init; }

    /// <summary>Where it is; null when it cannot be called at all.</summary>
    public WebhookEndpoint? Endpoint { get; private init; }

    /// <summary>Why it cannot be called.</summary>
    public string Fault { get; private init; } = "";

    /// <param name="configuration">The configuration's name.</param>
    /// <param name="position">The webhook's place in it.</param>
    /// <param name="webhook">A <c>ValidatingWebhook</c> or <c>MutatingWebhook</c>.</param>
    /// <param name="authorizer">Whom match conditions may ask.</param>
    /// <param name="credentials">As whom it is called.</param>
    public static AdmissionWebhook Compile(string configuration, int position, DocMap webhook, IAuthorizer authorizer, WebhookCredentials credentials)
    {
        var name = webhook.GetString("name") ?? "";
        var seconds = (int)(webhook["timeoutSeconds"].AsInt ?? DefaultTimeoutSeconds);
        try
        {
            return new AdmissionWebhook(configuration, name, position)
            {
                Rules = [.. Maps(webhook.GetList("rules")).Select(static rule => new ResourceRule(rule))],
                NamespaceSelector = Selector(webhook, "namespaceSelector"),
                ObjectSelector = Selector(webhook, "objectSelector"),
                MatchesEquivalents = webhook.GetString("matchPolicy") != "Exact",
                FailsClosed = webhook.GetString("failurePolicy") != "Ignore",
                HasSideEffects = webhook.GetString("sideEffects") is not ("None" or "NoneOnDryRun"),
                IsReinvoked = webhook.GetString("reinvocationPolicy") == "IfNeeded",
                Timeout = TimeSpan.FromSeconds(seconds),
                ReviewVersion = VersionOf(webhook.GetList("admissionReviewVersions")),
                Conditions = webhook.GetList("matchConditions") is { Count: > 0 } list ? new MatchConditions(list, authorizer) : null,
                Endpoint = credentials.Of(WebhookEndpoint.From(webhook.GetMap("clientConfig") ?? new DocMap())).WithTimeoutInQuery(seconds),
            };
        }
        catch (Exception e) when (e is WebhookException or SelectorException)
        {
            // Validation lets no such configuration in; one that is there all the same must not be passed by.
            return new AdmissionWebhook(configuration, name, position)
            {
                Rules = [.. Maps(webhook.GetList("rules")).Select(static rule => new ResourceRule(rule))],
                FailsClosed = webhook.GetString("failurePolicy") != "Ignore",
                Fault = e.Message,
            };
        }
    }

    public static IEnumerable<DocMap> Maps(DocList? list) => (list ?? new DocList()).Items.ToArray().Select(static item => item.AsMap ?? new DocMap());

    private static LabelSelector Selector(DocMap webhook, string key) =>
        webhook.GetMap(key) is { } selector ? LabelSelector.From(selector) : LabelSelector.Everything;

    private static string VersionOf(DocList? versions)
    {
        foreach (ref readonly var version in (versions ?? new DocList()).Items)
        {
            if (version.AsString is { } text && AdmissionReviews.Versions.Contains(text))
            {
                return text;
            }
        }

        return "";
    }
}
