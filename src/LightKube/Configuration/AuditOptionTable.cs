using LightKube.Foundation.Configuration;

namespace LightKube.Configuration;

/// <summary>The part of the server's options that says what is written down of requests. Names and meanings are kube-apiserver's.</summary>
internal static class AuditOptionTable
{
    internal static readonly Option<string> PolicyFile = Options.Text(
        "audit-policy-file", "", "File with the audit policy; without one nothing is written down.", "/etc/lightkube/audit-policy.yaml", "FILE");

    internal static readonly Option<string> LogPath =
        Options.Text("audit-log-path", "", "File to which audit events are written, a line of JSON each; '-' for standard output.", "/var/log/lightkube-audit.log", "FILE");

    internal static readonly Option<int> LogMaxAge =
        Options.Integer("audit-log-maxage", 0, 0, int.MaxValue, "Days that old audit logs are kept; 0 for no end.", 30);

    internal static readonly Option<int> LogMaxBackup =
        Options.Integer("audit-log-maxbackup", 0, 0, int.MaxValue, "Old audit logs that are kept; 0 for all.", 10);

    internal static readonly Option<int> LogMaxSize =
        Options.Integer("audit-log-maxsize", 0, 0, 1_000_000, "Megabytes at which an audit log becomes an old one; 0 for 100.", 50);

    internal static readonly Option<string> WebhookFile = Options.Text(
        "audit-webhook-config-file", "", "Kubeconfig of a webhook to which audit events are sent.", "/etc/lightkube/audit-webhook.yaml", "FILE");

    /// <summary>In the order in which help lists them.</summary>
    internal static readonly IReadOnlyList<Option> All = [PolicyFile, LogPath, LogMaxAge, LogMaxBackup, LogMaxSize, WebhookFile];
}
