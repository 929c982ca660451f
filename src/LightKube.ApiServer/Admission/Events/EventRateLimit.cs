using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission.Events;

/// <summary>Refuses events that come too fast, so that a component that goes wrong does not fill the store.</summary>
internal sealed class EventRateLimit(EventRateLimitConfiguration configuration, TimeProvider time) : IAdmissionPlugin
{
    private readonly EventLimiter[] _limiters = [.. configuration.Limits.Select(limit => new EventLimiter(limit, time))];

    public string Name => "EventRateLimit";

    public bool Handles(AdmissionRequest request) =>
        request is { Kind: { Kind: "Event", Group: "" or "events.k8s.io" }, Verb: AdmissionVerb.Create or AdmissionVerb.Update, Subresource: "", DryRun: false };

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        // Each counts it, whatever the others say.
        var reasons = Array.ConvertAll(_limiters, limiter => limiter.Refuse(request)).OfType<string>().ToList();
        return reasons.Count == 0
            ? ValueTask.CompletedTask
            : throw new ApiException(429, StatusReason.TooManyRequests, reasons.Count == 1 ? reasons[0] : $"[{string.Join(", ", reasons)}]");
    }
}
