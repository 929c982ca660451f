using System.Runtime.InteropServices;
using System.Text;

namespace LightKube.Network.Netlink;

/// <summary>
/// A netlink socket. It belongs for ever to the network namespace of the thread that made it. Requests are synchronous: the
/// kernel has done its work, and queued its answer, when <see cref="Send"/> returns. One thread at a time.
/// </summary>
internal sealed class NetlinkSocket : IDisposable
{
    // A whole table of thousands of services is one batch, and a batch is one send.
    private const int SendBufferBytes = 64 << 20;
    private const int ReceiveBufferBytes = 4 << 20;

    // Larger than any datagram the kernel makes for a dump.
    private const int DatagramBytes = 64 << 10;

    private readonly byte[] _datagram = new byte[DatagramBytes];
    private readonly NetlinkProtocol _protocol;
    private int _handle;
    private uint _sequence;

    public NetlinkSocket(NetlinkProtocol protocol)
    {
        _protocol = protocol;
        _handle = Libc.Socket(Libc.AfNetlink, Libc.SockRaw | Libc.SockCloexec, (int)protocol);
        if (_handle < 0)
            throw Failure("open a netlink socket");
        // struct sockaddr_nl, all zero but the family: the kernel chooses the port.
        Span<byte> address = stackalloc byte[12];
        address[0] = Libc.AfNetlink;
        if (Libc.Bind(_handle, address, address.Length) != 0)
        {
            var failure = Failure("bind a netlink socket");
            Dispose();
            throw failure;
        }
        // Without CAP_NET_ADMIN the buffers keep their defaults, which do for reading; what is refused later says so itself.
        SetOption(Libc.SolSocket, Libc.SoSendBufferForce, SendBufferBytes);
        SetOption(Libc.SolSocket, Libc.SoReceiveBufferForce, ReceiveBufferBytes);
        SetOption(Libc.SolNetlink, Libc.NetlinkCapAck, 1);
        SetOption(Libc.SolNetlink, Libc.NetlinkExtendedAck, 1);
    }

    public uint NextSequence() => ++_sequence;

    public void Send(ReadOnlySpan<byte> messages)
    {
        while (Libc.Send(_handle, messages, messages.Length, 0) < 0)
            if (Marshal.GetLastPInvokeError() != Libc.ErrorInterrupted)
                throw Failure($"send {messages.Length} bytes to the kernel");
    }

    /// <summary>The next datagram, valid until the next call; empty when none is queued.</summary>
    public ReadOnlySpan<byte> Receive()
    {
        while (true)
        {
            var length = Libc.Receive(_handle, _datagram, _datagram.Length, Libc.MessageDontWait | Libc.MessageTruncate);
            if (length > _datagram.Length)
                throw new NetlinkException($"receive: a datagram of {length} bytes does not fit", 0);
            if (length >= 0)
                return _datagram.AsSpan(0, (int)length);
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.ErrorAgain)
                return default;
            if (error != Libc.ErrorInterrupted)
                throw Failure("receive from the kernel");
        }
    }

    /// <summary>Sends one request that asks for an acknowledgement, and throws what the kernel answers.</summary>
    public void Request(NetlinkWriter request, string what)
    {
        Send(request.Written);
        for (var datagram = Receive(); !datagram.IsEmpty; datagram = Receive())
        {
            var messages = new NetlinkMessages(datagram);
            while (messages.TryNext(out var message))
                if (message.Type == NetlinkMessage.Error && ReadError(message, out var detail) is not 0 and var errno)
                    throw new NetlinkException(what, errno, detail);
        }
    }

    /// <summary>Sends a dump request and hands each message to <paramref name="visit"/> until the kernel says it was the last.</summary>
    public void Dump(NetlinkWriter request, string what, NetlinkVisitor visit)
    {
        Send(request.Written);
        for (var datagram = Receive(); !datagram.IsEmpty; datagram = Receive())
        {
            var messages = new NetlinkMessages(datagram);
            while (messages.TryNext(out var message))
            {
                if (message.Type == NetlinkMessage.Done)
                    return;
                if (message.Type == NetlinkMessage.Error)
                {
                    if (ReadError(message, out var detail) is not 0 and var errno)
                        throw new NetlinkException(what, errno, detail);
                    return;
                }
                visit(message);
            }
        }
    }

    /// <summary>The error number of an error message (0: an acknowledgement), and the kernel's own words when it has some.</summary>
    public static int ReadError(NetlinkMessage message, out string? detail)
    {
        const int errorStructure = 4 + NetlinkWriter.HeaderLength;
        const ushort messageAttribute = 1;
        detail = null;
        if (message.Payload.Length < errorStructure)
            return 0;
        var errno = -BitConverter.ToInt32(message.Payload);
        if (message.Flags.HasFlag(NetlinkErrorFlags.HasAttributes | NetlinkErrorFlags.Capped))
        {
            var text = NetlinkAttributes.Find(message.Payload[errorStructure..], messageAttribute);
            if (!text.IsEmpty)
                detail = Encoding.UTF8.GetString(text.TrimEnd((byte)0));
        }
        return errno;
    }

    public void Dispose()
    {
        if (_handle >= 0)
            _ = Libc.Close(_handle);
        _handle = -1;
    }

    private void SetOption(int level, int name, int value) => _ = Libc.SetSocketOption(_handle, level, name, in value, sizeof(int));

    private NetlinkException Failure(string what) => new($"cannot {what} ({_protocol})", Marshal.GetLastPInvokeError());
}

internal delegate void NetlinkVisitor(NetlinkMessage message);
