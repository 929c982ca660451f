using LightKube.Network.Netlink;

namespace LightKube.Network.Nftables;

/// <summary>
/// Commits transactions to the packet filter of the network namespace in which it was made. Not for two threads at once.
/// </summary>
internal sealed class NftClient : IDisposable
{
    private readonly NetlinkSocket _socket = new(NetlinkProtocol.Netfilter);

    /// <summary>Takes effect whole, or throws and leaves everything as it was.</summary>
    /// <exception cref="NetlinkException">The kernel refused; the message names the first request it refused.</exception>
    public void Commit(NftTransaction transaction)
    {
        if (transaction.Count == 0)
            return;
        _socket.Send(transaction.End().Written);
        NetlinkException? refused = null;
        for (var datagram = _socket.Receive(); !datagram.IsEmpty; datagram = _socket.Receive())
        {
            var messages = new NetlinkMessages(datagram);
            while (messages.TryNext(out var message))
                if (message.Type == NetlinkMessage.Error && NetlinkSocket.ReadError(message, out var detail) is not 0 and var errno)
                    refused ??= new NetlinkException($"nftables: cannot {transaction.Describe(message.Sequence)}", errno, detail);
        }
        if (refused is not null)
            throw refused;
    }

    public void Dispose() => _socket.Dispose();
}
