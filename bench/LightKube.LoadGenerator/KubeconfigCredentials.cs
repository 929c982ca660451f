using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LightKube.LoadGenerator;

/// <summary>The server and credentials of a kubeconfig with embedded data, as LightKube writes it.</summary>
internal sealed record KubeconfigCredentials(Uri Server, X509Certificate2 Authority, X509Certificate2? Client)
{
    /// <exception cref="InvalidDataException">A part is missing.</exception>
    public static KubeconfigCredentials Read(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
            {
                values.TryAdd(line[..colon].Trim(' ', '-'), line[(colon + 1)..].Trim(' ', '"'));
            }
        }

        string Need(string key) => values.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"{path} has no {key}");
        string Pem(string key) => Encoding.UTF8.GetString(Convert.FromBase64String(Need(key)));

        var authority = X509Certificate2.CreateFromPem(Pem("certificate-authority-data"));
        if (!values.ContainsKey("client-certificate-data"))
        {
            return new KubeconfigCredentials(new Uri(Need("server")), authority, null);
        }

        using var pair = X509Certificate2.CreateFromPem(Pem("client-certificate-data"), Pem("client-key-data"));
        var client = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pfx), null);
        return new KubeconfigCredentials(new Uri(Need("server")), authority, client);
    }
}
