using System.Net;
using System.Net.Sockets;
using LightKube.Foundation.Processes;

namespace LightKube.Commands.Dev;

/// <summary>
/// A listening socket on the machine's own loopback address, to be inherited by a server that then enters another network namespace. A socket
/// keeps the namespace it was made in, so the machine's programs reach that server without a forwarder and without any link between the two.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    // Connections that wait while the server is busy.
    private const int Backlog = 512;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="port">0 for any that is free.</param>
    /// <exception cref="CommandFailedException">The port is taken.</exception>
    internal LoopbackListener(int port)
    {
        try
        {
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new CommandFailedException($"Cannot listen on 127.0.0.1:{port}: {e.Message}. Stop what uses the port.", e);
        }
    }

    internal int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>The descriptor, which processes started from now on inherit.</summary>
    internal int Share()
    {
        var descriptor = (int)_socket.Handle;
        DescriptorInheritance.Allow(descriptor);
        return descriptor;
    }

    public void Dispose() => _socket.Dispose();
}
