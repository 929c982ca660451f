using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies.AdmissionConfigurations;

/// <summary>MutatingWebhookConfigurations and ValidatingWebhookConfigurations.</summary>
public sealed class WebhookConfigurationStrategy(KindSchema kind) : DefaultStrategy(kind)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var webhooks = document.Root.GetList("webhooks") ?? new DocList();
        for (var i = 0; i < webhooks.Count; i++)
        {
            var path = FieldPath.Of("webhooks").Index(i);
            var webhook = webhooks[i].AsMap ?? new DocMap();
            WebhookRules.Check(webhook, path, errors);
            if (webhook.GetString("name") is { Length: > 0 } name && !names.Add(name))
            {
                errors.Duplicate(path.Child("name"), name);
            }
        }
    }
}
