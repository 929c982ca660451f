using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LightKube.Api.Certificates.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Certificates;

/// <summary>Deletes requests that have served: an hour after they were decided, a day after nobody did, and when the certificate has ended.</summary>
internal sealed class CertificateCleaningReconciler(CachedClient client, TimeProvider time) : IReconciler<CertificateSigningRequest>
{
    private static readonly TimeSpan DecidedLife = TimeSpan.FromHours(1);

    private static readonly TimeSpan PendingLife = TimeSpan.FromHours(24);

    public string Name => "csrcleaner";

    public Reads Reads => Reads.Own<CertificateSigningRequest>();

    public Writes Writes => Writes.Only<CertificateSigningRequest>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<CertificateSigningRequest>(key) is not { } request || EndOf(request) is not { } end)
            return Outcome.Done;
        var left = end - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            return Outcome.After(left);
        await client.DeleteIfPresentAsync<CertificateSigningRequest>(key, cancel, new DeleteQuery { Uid = request.Metadata.Uid });
        return Outcome.Done;
    }

    // Approved ones that their signer has not signed yet stay; others' signers may take their time.
    private static DateTimeOffset? EndOf(CertificateSigningRequest request)
    {
        var created = request.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue;
        var decided = request.Status.Conditions.Where(condition => condition.Type is "Approved" or "Denied" or "Failed").ToList();
        if (decided.Count == 0)
            return created + PendingLife;
        var end = (decided.Max(condition => condition.LastUpdateTime) ?? created) + DecidedLife;
        if (request.Has("Denied") || request.Has("Failed"))
            return end;
        if (request.Status.Certificate is not { Length: > 0 } certificate)
            return null;
        return EndOf(certificate) is { } expiry && expiry < end ? expiry : end;
    }

    private static DateTimeOffset? EndOf(byte[] pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(pem));
            return certificate.NotAfter.ToUniversalTime();
        }
        catch (CryptographicException)
        {
            // What another signer wrote is no certificate that ends.
            return null;
        }
    }
}
