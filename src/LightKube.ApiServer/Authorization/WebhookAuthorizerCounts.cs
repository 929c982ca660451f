using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Authorization;

/// <summary>How often an authorization webhook was asked, and how often its conditions kept it from being.</summary>
/// <param name="name">The authorizer's.</param>
public sealed class WebhookAuthorizerCounts(string name)
{
    private const string Prefix = "apiserver_authorization_";

    // kube-apiserver's, in seconds.
    private static readonly double[] AnswerBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] ConditionBounds = [0.001, 0.005, 0.01, 0.025, 0.1, 0.2, 0.25];

    private readonly ConcurrentDictionary<string, Histogram> _asked = new();
    private readonly ConcurrentDictionary<string, StrongBox<long>> _passedOn = new();
    private readonly Histogram _conditions = new(ConditionBounds);
    private long _exclusions;
    private long _errors;

    /// <param name="result">success, error, timeout or canceled.</param>
    /// <param name="took">Until the answer, or the lack of one.</param>
    internal void Asked(string result, TimeSpan took) => _asked.GetOrAdd(result, static _ => new Histogram(AnswerBounds)).Observe(took.TotalSeconds);

    /// <summary>It could not be asked, and the next authorizer was.</summary>
    internal void PassedOn(string result) => Interlocked.Increment(ref _passedOn.GetOrAdd(result, static _ => new StrongBox<long>()).Value);

    internal void Evaluated(TimeSpan took, bool met, string error)
    {
        _conditions.Observe(took.TotalSeconds);
        if (error.Length > 0)
        {
            Interlocked.Increment(ref _errors);
        }
        else if (!met)
        {
            Interlocked.Increment(ref _exclusions);
        }
    }

    internal static void Write(MetricText text, IReadOnlyCollection<WebhookAuthorizerCounts> webhooks)
    {
        text.Begin(Prefix + "webhook_evaluations_total", "counter", "Questions to authorization webhooks, by how they ended.");
        Each(static counts => counts._asked, (counts, how, asked) => text.Sample(Prefix + "webhook_evaluations_total", asked.Count, ("name", counts.Name), ("result", how)));
        text.Begin(Prefix + "webhook_duration_seconds", "histogram", "Seconds until an authorization webhook answered.");
        Each(static counts => counts._asked, (counts, how, asked) => asked.Write(text, Prefix + "webhook_duration_seconds", [("name", counts.Name), ("result", how)]));
        text.Begin(Prefix + "webhook_evaluations_fail_open_total", "counter", "Questions that went on to the next authorizer because the webhook could not be asked.");
        Each(static counts => counts._passedOn, (counts, how, count) =>
            text.Sample(Prefix + "webhook_evaluations_fail_open_total", Interlocked.Read(ref count.Value), ("name", counts.Name), ("result", how)));
        Total("match_condition_evaluation_errors_total", "Questions whose match conditions failed.", static counts => Interlocked.Read(ref counts._errors));
        Total("match_condition_exclusions_total", "Questions that match conditions kept from the webhook.", static counts => Interlocked.Read(ref counts._exclusions));
        text.Begin(Prefix + "match_condition_evaluation_seconds", "histogram", "Seconds that match conditions took.");
        foreach (var counts in webhooks)
        {
            counts._conditions.Write(text, Prefix + "match_condition_evaluation_seconds", counts.Labels);
        }

        void Total(string metric, string help, Func<WebhookAuthorizerCounts, long> of)
        {
            text.Begin(Prefix + metric, "counter", help);
            foreach (var counts in webhooks)
            {
                text.Sample(Prefix + metric, of(counts), counts.Labels);
            }
        }

        void Each<T>(Func<WebhookAuthorizerCounts, ConcurrentDictionary<string, T>> of, Action<WebhookAuthorizerCounts, string, T> write)
        {
            foreach (var counts in webhooks)
            {
                foreach (var (how, value) in of(counts))
                {
                    write(counts, how, value);
                }
            }
        }
    }

    private string Name => name;

    private (string, string)[] Labels => [("type", AuthorizerOptions.NameOf(AuthorizerType.Webhook)), ("name", name)];
}
