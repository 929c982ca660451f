using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace LightKube.ApiServer.Authentication;

/// <summary>The common name and the organizations in a certificate's subject: the user and its groups.</summary>
internal sealed record CertificateSubject(string CommonName, IReadOnlyList<string> Organizations)
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>Reads the name as encoded: .NET's own reader refuses a part with several attributes, which CAs may write.</summary>
    /// <exception cref="AsnContentException">The name is not well-formed.</exception>
    public static CertificateSubject Of(X500DistinguishedName name)
    {
        var commonName = "";
        var organizations = new List<string>();
        var parts = new AsnReader(name.RawData, AsnEncodingRules.BER).ReadSequence();
        while (parts.HasData)
        {
            var attributes = parts.ReadSetOf(skipSortOrderValidation: true);
            while (attributes.HasData)
            {
                var attribute = attributes.ReadSequence();
                var oid = attribute.ReadObjectIdentifier();
                if (oid == CommonNameOid)
                {
                    commonName = ReadText(attribute);
                }
                else if (oid == OrganizationOid)
                {
                    organizations.Add(ReadText(attribute));
                }
            }
        }

        return new CertificateSubject(commonName, organizations);
    }

    private static string ReadText(AsnReader attribute) =>
        attribute.ReadCharacterString((UniversalTagNumber)attribute.PeekTag().TagValue);
}
