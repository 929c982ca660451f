using System.Security.Cryptography.X509Certificates;
using LightKube.Foundation.Certificates;

namespace LightKube.Kubelet.NodeApi;

/// <summary>How the node API proves itself, and whose client certificates it takes.</summary>
/// <param name="Server">Shows the node's serving certificate and asks for the client's.</param>
/// <param name="ClientAuthorities">Issue the certificates of callers, the API server above all.</param>
public sealed record NodeApiTls(ServerCertificateSelector Server, X509Certificate2Collection ClientAuthorities);
