using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Webhooks;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>What the plug-ins that call webhooks share.</summary>
internal sealed class WebhookParts
{
    /// <param name="objects">Where namespaces are looked up.</param>
    /// <param name="catalog">All kinds that are served, at the moment of asking.</param>
    /// <param name="client">Calls webhooks.</param>
    /// <param name="authorizer">Whom match conditions may ask.</param>
    /// <param name="options">As whom webhooks are called.</param>
    /// <param name="counts">Hears of calls.</param>
    /// <param name="logger">Hears of calls that failed and were passed over.</param>
    public WebhookParts(IObjectReader objects, Func<ResourceCatalog> catalog, WebhookClient client, IAuthorizer authorizer, AdmissionOptions options, WebhookCounts counts,
        ILogger logger)
    {
        var equivalents = new EquivalentResources(catalog);
        Equivalents = equivalents;
        Replacement = new ObjectReplacement(catalog);
        Configurations = new WebhookConfigurations(authorizer, options);
        Matcher = new WebhookMatcher(objects, equivalents);
        Caller = new WebhookCaller(client, equivalents, counts, logger);
        Patch = new WebhookPatch(Replacement, equivalents);
    }

    /// <summary>The same resources in other versions.</summary>
    public EquivalentResources Equivalents { get; }

    /// <summary>Takes over what others make of an object.</summary>
    public ObjectReplacement Replacement { get; }

    /// <summary>To be fed with all configurations.</summary>
    public WebhookConfigurations Configurations { get; }

    public WebhookMatcher Matcher { get; }

    public WebhookCaller Caller { get; }

    public WebhookPatch Patch { get; }
}
