using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LightKube.ApiServer.Webhooks;

/// <summary>TLS towards a webhook: the authorities it must come from, and in which words its certificate is refused.</summary>
internal static class ServerCertificateCheck
{
    private const X509ChainStatusFlags Unknown =
        X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid;

    /// <exception cref="WebhookException">The endpoint's authorities are not certificates.</exception>
    public static SslClientAuthenticationOptions OptionsFor(WebhookEndpoint endpoint, TimeProvider time)
    {
        var name = endpoint.ServerName.Length > 0 ? endpoint.ServerName : endpoint.Url.Host;
        var options = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None ? true : throw new WebhookException("tls: failed to verify certificate: x509: " + Describe(name, certificate, chain, errors, time)),
        };
        if (endpoint.ClientCertificate is { } own)
        {
            options.ClientCertificates = [own];
        }

        if (endpoint.Authorities.Length > 0)
        {
            options.CertificateChainPolicy = PolicyOf(endpoint.Authorities);
        }

        return options;
    }

    private static X509ChainPolicy PolicyOf(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new WebhookException("unable to load root certificates: unable to parse bytes as PEM block", e);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new WebhookException("unable to load root certificates: unable to parse bytes as PEM block");
    }

    // In the order in which Go looks: the time, the name, the chain.
    private static string Describe(string name, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors, TimeProvider time)
    {
        if (presented is not X509Certificate2 certificate)
        {
            return "no certificate was presented";
        }

        var now = time.GetUtcNow().UtcDateTime;
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now < from || now > to)
        {
            return $"certificate has expired or is not yet valid: current time {Text(now)} is {(now < from ? "before " + Text(from) : "after " + Text(to))}";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return NameMismatch(name, certificate);
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        return (status & ~Unknown) == X509ChainStatusFlags.NoError
            ? "certificate signed by unknown authority"
            : string.Join(", ", chain!.ChainStatus.Select(one => one.StatusInformation.Trim()));
    }

    private static string NameMismatch(string name, X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var valid = names is null ? [] : names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())).ToList();
        return valid.Count == 0
            ? $"certificate is not valid for any names, but wanted to match {name}"
            : $"certificate is valid for {string.Join(", ", valid)}, not {name}";
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
