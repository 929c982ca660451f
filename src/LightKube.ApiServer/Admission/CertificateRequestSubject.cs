using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Admission;

/// <summary>Reads the subject of a PKCS#10 request in PEM.</summary>
internal static class CertificateRequestSubject
{
    /// <summary>True when the bytes are a request that can be read.</summary>
    public static bool IsReadable(byte[]? pem) => Load(pem) is not null;

    /// <summary>Empty when the request cannot be read; validation says so.</summary>
    public static IReadOnlyList<string> Organizations(byte[]? pem) =>
        Load(pem) is { } request ? CertificateSubject.Of(request.SubjectName).Organizations : [];

    /// <summary>Null when the request cannot be read.</summary>
    public static string? CommonName(byte[]? pem) => Load(pem) is { } request ? CertificateSubject.Of(request.SubjectName).CommonName : null;

    private static CertificateRequest? Load(byte[]? pem)
    {
        try
        {
            return pem is null ? null : CertificateRequest.LoadSigningRequestPem(Encoding.UTF8.GetString(pem), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}
