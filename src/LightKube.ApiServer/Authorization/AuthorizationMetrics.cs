using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Authorization;

/// <summary>What authorizers decided, and how often webhooks were asked, under kube-apiserver's names.</summary>
public sealed class AuthorizationMetrics : IMetricSource
{
    private const string Decisions = "apiserver_authorization_decisions_total";

    private readonly Lock _lock = new();
    private readonly Dictionary<(AuthorizerType Type, string Name), CountedAuthorizer.Counts> _decisions = [];
    private readonly Dictionary<string, WebhookAuthorizerCounts> _webhooks = [];

    /// <summary>The counts of an authorizer, which outlive it when the configuration changes.</summary>
    public CountedAuthorizer.Counts DecisionsOf(AuthorizerOptions authorizer)
    {
        lock (_lock)
        {
            return _decisions.TryGetValue((authorizer.Type, authorizer.Name), out var counts) ? counts : _decisions[(authorizer.Type, authorizer.Name)] = new CountedAuthorizer.Counts();
        }
    }

    /// <summary>Likewise of a webhook.</summary>
    public WebhookAuthorizerCounts WebhookOf(AuthorizerOptions authorizer)
    {
        lock (_lock)
        {
            return _webhooks.TryGetValue(authorizer.Name, out var counts) ? counts : _webhooks[authorizer.Name] = new WebhookAuthorizerCounts(authorizer.Name);
        }
    }

    public void Write(MetricText text)
    {
        lock (_lock)
        {
            text.Begin(Decisions, "counter", "Decisions that ended the question, by who made them.");
            foreach (var ((type, name), counts) in _decisions)
            {
                foreach (var (decision, count) in (ReadOnlySpan<(string, long)>)[("allowed", counts.Allowed), ("denied", counts.Denied)])
                {
                    if (count > 0)
                    {
                        text.Sample(Decisions, count, ("type", AuthorizerOptions.NameOf(type)), ("name", name), ("decision", decision));
                    }
                }
            }

            WebhookAuthorizerCounts.Write(text, _webhooks.Values);
        }
    }
}
