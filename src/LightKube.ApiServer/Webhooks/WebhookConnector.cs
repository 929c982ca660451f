using System.Net;
using System.Net.Sockets;

namespace LightKube.ApiServer.Webhooks;

/// <summary>Opens the TCP connections to webhooks.</summary>
internal sealed class WebhookConnector(ServiceAddresses services)
{
    /// <exception cref="WebhookException">The place is unknown or cannot be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(ServicePort? service, DnsEndPoint host, CancellationToken cancel)
    {
        var target = service is null ? host : services.Resolve(service);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new WebhookException(Describe(target, e), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Describe(EndPoint target, SocketException e)
    {
        var (host, port) = target is DnsEndPoint name ? (name.Host, name.Port) : (((IPEndPoint)target).Address.ToString(), ((IPEndPoint)target).Port);
        return e.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"dial tcp: lookup {host}: no such host",
            SocketError.ConnectionRefused => $"dial tcp {host}:{port}: connect: connection refused",
            SocketError.HostUnreachable => $"dial tcp {host}:{port}: connect: no route to host",
            SocketError.NetworkUnreachable => $"dial tcp {host}:{port}: connect: network is unreachable",
            SocketError.TimedOut => $"dial tcp {host}:{port}: i/o timeout",
            _ => $"dial tcp {host}:{port}: {e.Message}",
        };
    }
}
