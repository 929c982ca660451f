namespace LightKube.Controllers.Certificates;

/// <summary>What each of Kubernetes' own signers signs (k8s.io/api certificates/v1, well-known signers).</summary>
internal static class SignerRules
{
    internal const string ApiServerClient = "kubernetes.io/kube-apiserver-client";
    internal const string KubeletClient = "kubernetes.io/kube-apiserver-client-kubelet";
    internal const string KubeletServing = "kubernetes.io/kubelet-serving";
    internal const string LegacyUnknown = "kubernetes.io/legacy-unknown";

    private const string NodesGroup = "system:nodes";
    private const string NodePrefix = "system:node:";

    internal static bool IsOurs(string signer) => signer is ApiServerClient or KubeletClient or KubeletServing or LegacyUnknown;

    /// <summary>Why the signer does not sign the request; null when it does.</summary>
    internal static string? Problem(string signer, RequestedCertificate request, IReadOnlyCollection<string> usages) => signer switch
    {
        ApiServerClient => ClientUsages(usages),
        KubeletClient => Node(request) ?? NoNames(request) ?? Usages(usages, "client auth"),
        KubeletServing => Node(request) ?? ServerNames(request) ?? Usages(usages, "server auth"),
        _ => null,
    };

    private static string? Node(RequestedCertificate request)
    {
        if (request.Organizations is not [NodesGroup])
            return "subject organization is not system:nodes";
        return request.CommonName.StartsWith(NodePrefix, StringComparison.Ordinal) ? null : "subject common name does not begin with system:node: ";
    }

    private static string? NoNames(RequestedCertificate request) => request switch
    {
        { DnsNames.Count: > 0 } => "DNS subjectAltNames are not allowed",
        { Emails: > 0 } => "Email subjectAltNames are not allowed",
        { Addresses.Count: > 0 } => "IP subjectAltNames are not allowed",
        { Uris: > 0 } => "URI subjectAltNames are not allowed",
        _ => null,
    };

    private static string? ServerNames(RequestedCertificate request) => request switch
    {
        { DnsNames.Count: 0, Addresses.Count: 0 } => "DNS or IP subjectAltName is required",
        { Emails: > 0 } => "Email subjectAltNames are not allowed",
        { Uris: > 0 } => "URI subjectAltNames are not allowed",
        _ => null,
    };

    // Keys that cannot encipher come without that usage.
    private static string? Usages(IReadOnlyCollection<string> usages, string purpose)
    {
        var set = usages.ToHashSet();
        set.Remove("key encipherment");
        return set.SetEquals([purpose, "digital signature"]) ? null : $"usages did not match [{purpose} digital signature key encipherment]";
    }

    private static string? ClientUsages(IReadOnlyCollection<string> usages)
    {
        if (usages.FirstOrDefault(usage => usage is not ("client auth" or "digital signature" or "key encipherment")) is { } other)
            return $"invalid usage for client certificate: {other}";
        return usages.Contains("client auth") ? null : "missing required usage for client certificate: client auth";
    }
}
