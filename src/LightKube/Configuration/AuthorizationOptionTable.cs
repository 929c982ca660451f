using LightKube.Foundation.Configuration;

namespace LightKube.Configuration;

/// <summary>The part of the server's options that says who decides what users may do. Names and meanings are kube-apiserver's.</summary>
internal static class AuthorizationOptionTable
{
    internal static readonly Option<string> Config = Options.Text(
        "authorization-config", "", "File with an AuthorizationConfiguration: authorizers in their order.", "/etc/lightkube/authorization.yaml", "FILE");

    internal static readonly Option<IReadOnlyList<string>> Mode = Options.List(
        "authorization-mode", "Authorizers in their order, of Node, RBAC, Webhook, AlwaysAllow and AlwaysDeny; Node,RBAC by default.", "Node,RBAC,Webhook", "NAME,…");

    internal static readonly Option<string> WebhookFile = Options.Text(
        "authorization-webhook-config-file", "", "Kubeconfig of the webhook that authorization-mode names.", "/etc/lightkube/authorization-webhook.yaml", "FILE");

    internal static readonly Option<string> WebhookVersion = Options.Choice(
        "authorization-webhook-version", "v1", ["v1", "v1beta1"], "Version of the SubjectAccessReviews that that webhook gets.");

    internal static readonly Option<TimeSpan> AllowedLife = Options.Duration(
        "authorization-webhook-cache-authorized-ttl", TimeSpan.FromMinutes(5), "How long allowing answers of that webhook count.", "1m");

    internal static readonly Option<TimeSpan> DeniedLife = Options.Duration(
        "authorization-webhook-cache-unauthorized-ttl", TimeSpan.FromSeconds(30), "How long its other answers count.", "10s");

    /// <summary>In the order in which help lists them.</summary>
    internal static readonly IReadOnlyList<Option> All = [Config, Mode, WebhookFile, WebhookVersion, AllowedLife, DeniedLife];
}
