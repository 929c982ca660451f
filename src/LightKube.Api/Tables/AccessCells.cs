using LightKube.Api.Certificates.V1;
using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;

namespace LightKube.Api.Tables;

/// <summary>Cells of role bindings and certificate requests.</summary>
internal static class AccessCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("binding.role", (root, _) => new RoleBinding(root).RoleRef is var role ? $"{role.Kind}/{role.Name}" : ""),
        ("binding.users", (root, _) => Subjects(root, "User")),
        ("binding.groups", (root, _) => Subjects(root, "Group")),
        ("binding.accounts", (root, _) => Subjects(root, "ServiceAccount")),
        ("csr.duration", (root, _) => new CertificateSigningRequest(root).Spec.ExpirationSeconds is { } seconds ? HumanDuration.Format(TimeSpan.FromSeconds(seconds)) : CommonCells.None),
        ("csr.condition", (root, _) => Condition(new CertificateSigningRequest(root))),
    ];

    private static Value Subjects(DocMap root, string kind) => string.Join(", ", new RoleBinding(root).Subjects
        .Where(subject => subject.Kind == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Namespace}/{subject.Name}" : subject.Name));

    private static Value Condition(CertificateSigningRequest request)
    {
        bool Has(string type) => request.Status.Conditions.Find(condition => condition.Type == type) is not null;
        var parts = new List<string> { Has("Denied") ? "Denied" : Has("Approved") ? "Approved" : "Pending" };
        if (Has("Failed"))
        {
            parts.Add("Failed");
        }

        if (request.Status.Certificate is { Length: > 0 })
        {
            parts.Add("Issued");
        }

        return string.Join(",", parts);
    }
}
