using LightKube.Api.AdmissionRegistration.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>All webhook configurations, compiled, in the order in which they are called: by the configuration's name, then by place.</summary>
internal sealed class WebhookConfigurations(IAuthorizer authorizer, AdmissionOptions options) : IObjectObserver
{
    private readonly SortedDictionary<string, AdmissionWebhook[]> _mutating = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, AdmissionWebhook[]> _validating = new(StringComparer.Ordinal);

    // Replaced as a whole: a request goes by the configurations of the moment at which it began.
    private volatile AdmissionWebhook[] _mutatingNow = [];
    private volatile AdmissionWebhook[] _validatingNow = [];

    public IReadOnlyList<KindSchema> Kinds { get; } = [MutatingWebhookConfiguration.Schema, ValidatingWebhookConfiguration.Schema];

    public AdmissionWebhook[] Mutating => _mutatingNow;

    public AdmissionWebhook[] Validating => _validatingNow;

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (ReferenceEquals(kind, MutatingWebhookConfiguration.Schema))
        {
            _mutatingNow = Change(_mutating, before, after, options.MutatingWebhooks);
        }
        else
        {
            _validatingNow = Change(_validating, before, after, options.ValidatingWebhooks);
        }
    }

    private AdmissionWebhook[] Change(SortedDictionary<string, AdmissionWebhook[]> all, Document? before, Document? after, WebhookCredentials credentials)
    {
        if (after is null)
        {
            all.Remove(before!.Name);
        }
        else
        {
            all[after.Name] = Compile(after, credentials);
        }

        return [.. all.Values.SelectMany(static webhooks => webhooks)];
    }

    private AdmissionWebhook[] Compile(Document configuration, WebhookCredentials credentials)
    {
        var position = 0;
        return [.. AdmissionWebhook.Maps(configuration.Root.GetList("webhooks"))
            .Select(webhook => AdmissionWebhook.Compile(configuration.Name, position++, webhook, authorizer, credentials))];
    }
}
