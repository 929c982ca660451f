using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>A webhook that is to be called for a request.</summary>
/// <param name="Webhook">Which.</param>
/// <param name="As">The equivalent resource that its rules named; null for the one that was addressed.</param>
internal sealed record WebhookInvocation(AdmissionWebhook Webhook, ServedResource? As);
