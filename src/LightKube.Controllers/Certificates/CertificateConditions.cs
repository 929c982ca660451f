using LightKube.Api.Certificates.V1;

namespace LightKube.Controllers.Certificates;

/// <summary>Reads what has been decided about a request.</summary>
internal static class CertificateConditions
{
    internal static bool Has(this CertificateSigningRequest request, string type) => request.Status.Conditions.Any(condition => condition.Type == type);

    internal static void Add(this CertificateSigningRequest request, string type, string reason, string message)
    {
        var condition = request.Status.Conditions.AddNew();
        (condition.Type, condition.Status, condition.Reason, condition.Message) = (type, "True", reason, message);
    }
}
