using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LightKube.EndToEnd.Rig;

/// <summary>What a kubeconfig that <c>dev up</c> writes says: where the API is, and with which certificates.</summary>
internal sealed class ClusterAccess
{
    private readonly string _file;
    private readonly X509Certificate2 _authority;

    internal ClusterAccess(string kubeConfig)
    {
        _file = kubeConfig;
        _authority = X509CertificateLoader.LoadCertificate(Field("certificate-authority-data"));
        Client = X509Certificate2.CreateFromPem(
            Encoding.ASCII.GetString(Field("client-certificate-data")), Encoding.ASCII.GetString(Field("client-key-data")));
        Host = File.ReadLines(kubeConfig).Single(line => line.TrimStart().StartsWith("server:", StringComparison.Ordinal)).Split("https://")[1].Trim(' ', '"');
    }

    /// <summary>Host and port of the API.</summary>
    internal string Host { get; }

    internal X509Certificate2 Client { get; }

    internal bool Trusts(X509Certificate? certificate, X509Chain? chain)
    {
        chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(new X509Certificate2(certificate!));
    }

    private byte[] Field(string name) => Convert.FromBase64String(
        File.ReadLines(_file).Single(line => line.TrimStart().StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1].Trim(' ', '"'));
}
