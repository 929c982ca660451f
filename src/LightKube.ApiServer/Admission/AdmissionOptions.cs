using LightKube.ApiServer.Admission.Events;
using LightKube.ApiServer.Admission.Images;
using LightKube.ApiServer.Admission.Pods;
using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Admission.Quota;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Admission;

/// <summary>Which plug-ins stand in the way of writes, and what they are told.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Names of plug-ins that run beside those that do by default.</summary>
    public IReadOnlyList<string> Enabled { get; init; } = [];

    /// <summary>Names of those that do not run.</summary>
    public IReadOnlyList<string> Disabled { get; init; } = [];

    public PodSecurityConfiguration PodSecurity { get; init; } = new();

    /// <summary>Null when nothing is said, and the plug-in cannot run.</summary>
    public EventRateLimitConfiguration? EventRateLimit { get; init; }

    /// <inheritdoc cref="EventRateLimit"/>
    public ImagePolicyConfiguration? ImagePolicy { get; init; }

    public PodNodeSelectorConfiguration PodNodeSelector { get; init; } = new();

    /// <summary>As whom mutating webhooks are called.</summary>
    public WebhookCredentials MutatingWebhooks { get; init; } = WebhookCredentials.None;

    /// <summary>As whom validating ones are.</summary>
    public WebhookCredentials ValidatingWebhooks { get; init; } = WebhookCredentials.None;

    /// <summary>What may be used only where a quota says how much.</summary>
    public IReadOnlyList<LimitedResource> LimitedResources { get; init; } = [];

    public PodTolerationConfiguration PodTolerations { get; init; } = new();
}
