using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LightKube.Foundation.Certificates;

/// <summary>Turns a profile into what is to be signed.</summary>
internal static class LeafRequest
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    internal static CertificateRequest Create(CertificateProfile profile, PublicKey key)
    {
        var request = new CertificateRequest(SubjectOf(profile), key, HashAlgorithmName.SHA256);
        var usages = X509KeyUsageFlags.DigitalSignature;
        if (key.Oid.Value == "1.2.840.113549.1.1.1") // An RSA key, with which TLS 1.2 may encrypt too.
            usages |= X509KeyUsageFlags.KeyEncipherment;
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usages, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(PurposesOf(profile), critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        if (AlternativeNamesOf(profile) is { } names)
            request.CertificateExtensions.Add(names);
        return request;
    }

    private static X500DistinguishedName SubjectOf(CertificateProfile profile)
    {
        var subject = new X500DistinguishedNameBuilder();
        foreach (var organization in profile.Organizations)
            subject.AddOrganizationName(organization);
        subject.AddCommonName(profile.CommonName);
        return subject.Build();
    }

    private static OidCollection PurposesOf(CertificateProfile profile)
    {
        var purposes = new OidCollection();
        if (profile.ForServer)
            purposes.Add(new Oid(ServerAuthentication));
        if (profile.ForClient)
            purposes.Add(new Oid(ClientAuthentication));
        return purposes;
    }

    private static X509Extension? AlternativeNamesOf(CertificateProfile profile)
    {
        if (profile.DnsNames.Count == 0 && profile.IpAddresses.Count == 0)
            return null;
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in profile.DnsNames)
            names.AddDnsName(name);
        foreach (var address in profile.IpAddresses)
            names.AddIpAddress(address);
        return names.Build();
    }
}
