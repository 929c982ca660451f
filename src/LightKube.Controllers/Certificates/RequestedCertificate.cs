using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LightKube.Controllers.Certificates;

/// <summary>What a PKCS#10 request asks for.</summary>
internal sealed record RequestedCertificate
{
    private const string SubjectAlternativeNames = "2.5.29.17";

    // Choices of GeneralName (RFC 5280, 4.2.1.6).
    private static readonly Asn1Tag Email = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    internal required X500DistinguishedName Subject { get; init; }

    internal required PublicKey Key { get; init; }

    internal string CommonName { get; init; } = "";

    internal IReadOnlyList<string> Organizations { get; init; } = [];

    internal IReadOnlyList<string> DnsNames { get; init; } = [];

    internal IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    internal int Emails { get; init; }

    internal int Uris { get; init; }

    /// <summary>The alternative names as they were asked for; null for none.</summary>
    internal X509Extension? AlternativeNames { get; init; }

    /// <summary>Null when the text is no request that can be read.</summary>
    internal static RequestedCertificate? TryRead(byte[] pem)
    {
        try
        {
            // The extensions are read here, and none is taken over but the names that the signer's rules allow.
            var request = CertificateRequest.LoadSigningRequestPem(
                Encoding.UTF8.GetString(pem), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            return Of(request);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or FormatException or AsnContentException)
        {
            return null;
        }
    }

    private static RequestedCertificate Of(CertificateRequest request)
    {
        var (commonName, organizations) = ReadSubject(request.SubjectName);
        var read = new RequestedCertificate
        {
            Subject = request.SubjectName,
            Key = request.PublicKey,
            CommonName = commonName,
            Organizations = organizations,
            AlternativeNames = request.CertificateExtensions.FirstOrDefault(extension => extension.Oid?.Value == SubjectAlternativeNames),
        };
        return read.AlternativeNames is { } names ? WithNames(read, names.RawData) : read;
    }

    private static RequestedCertificate WithNames(RequestedCertificate read, byte[] names)
    {
        var (dns, addresses, emails, uris) = (new List<string>(), new List<IPAddress>(), 0, 0);
        var reader = new AsnReader(names, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            var tag = reader.PeekTag();
            if (tag.HasSameClassAndValue(Dns))
                dns.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, Dns));
            else if (tag.HasSameClassAndValue(Address))
                addresses.Add(new IPAddress(reader.ReadOctetString(Address)));
            else
            {
                emails += tag.HasSameClassAndValue(Email) ? 1 : 0;
                uris += tag.HasSameClassAndValue(Uri) ? 1 : 0;
                reader.ReadEncodedValue();
            }
        }
        return read with { DnsNames = dns, Addresses = addresses, Emails = emails, Uris = uris };
    }

    private static (string CommonName, List<string> Organizations) ReadSubject(X500DistinguishedName subject)
    {
        var (commonName, organizations) = ("", new List<string>());
        var parts = new AsnReader(subject.RawData, AsnEncodingRules.BER).ReadSequence();
        while (parts.HasData)
        {
            var attributes = parts.ReadSetOf(skipSortOrderValidation: true);
            while (attributes.HasData)
            {
                var attribute = attributes.ReadSequence();
                var type = attribute.ReadObjectIdentifier();
                if (type == "2.5.4.3")
                    commonName = ReadText(attribute);
                else if (type == "2.5.4.10")
                    organizations.Add(ReadText(attribute));
            }
        }
        return (commonName, organizations);
    }

    private static string ReadText(AsnReader attribute) => attribute.ReadCharacterString((UniversalTagNumber)attribute.PeekTag().TagValue);
}
