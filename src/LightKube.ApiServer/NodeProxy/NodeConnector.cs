using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>Opens TLS connections to the kubelets of nodes, with the server's own client certificate.</summary>
/// <param name="reader">Where nodes are looked up.</param>
/// <param name="clientCertificate">The server's certificate towards kubelets, with its key.</param>
/// <param name="authority">The cluster's CA, which must have signed the kubelet's certificate.</param>
public sealed class NodeConnector(IObjectReader reader, Func<X509Certificate2> clientCertificate, X509Certificate2 authority)
{
    /// <summary>A node that does not answer by then is taken for unreachable.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private const int DefaultKubeletPort = 10250;

    /// <exception cref="ApiException">The node is unknown or cannot be reached.</exception>
    public async Task<Stream> ConnectAsync(string nodeName, CancellationToken cancel)
    {
        var node = reader.Find<Node>("", nodeName) ?? throw ApiException.NotFound(Node.Schema, nodeName);
        var address = AddressOf(node) ?? throw ApiException.Unavailable($"node {nodeName} has no address yet");
        var port = node.Status.DaemonEndpoints.KubeletEndpoint.Port;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port == 0 ? DefaultKubeletPort : port, timeout.Token);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(Options(address), timeout.Token);
            return stream;
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            socket.Dispose();
            throw ApiException.Unavailable($"the kubelet of node {nodeName} at {address} cannot be reached: {e.Message}", e);
        }
    }

    private SslClientAuthenticationOptions Options(string address)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return new SslClientAuthenticationOptions
        {
            TargetHost = address,
            ClientCertificates = [clientCertificate()],
            CertificateChainPolicy = policy,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
    }

    private static string? AddressOf(Node node) =>
        (node.Status.Addresses.Find(address => address.Type == "InternalIP")
            ?? node.Status.Addresses.Find(address => address.Type == "Hostname"))?.Address;
}
