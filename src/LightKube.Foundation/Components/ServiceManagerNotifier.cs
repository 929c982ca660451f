using System.Net.Sockets;
using System.Text;

namespace LightKube.Foundation.Components;

/// <summary>Tells the service manager how we are, by systemd's sd_notify protocol. Does nothing when no manager listens.</summary>
/// <param name="socketPath">The value of <c>NOTIFY_SOCKET</c>: a path, or <c>@name</c> for an abstract socket; null when there is none.</param>
public sealed class ServiceManagerNotifier(string? socketPath)
{
    /// <summary>The environment variable that names the manager's socket. It must not reach child processes.</summary>
    public const string SocketVariable = "NOTIFY_SOCKET";

    /// <summary>We have started, and serve.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>We have begun to stop.</summary>
    public void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(socketPath))
            return;
        // An abstract name begins with a zero byte, which the environment variable writes as '@'.
        var address = socketPath[0] == '@' ? "\0" + socketPath[1..] : socketPath;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address));
    }
}
