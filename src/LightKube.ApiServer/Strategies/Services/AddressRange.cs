using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>Why an address or port cannot be had.</summary>
internal enum Taken : byte
{
    No,
    ByAnother,
    OutOfRange,
    Full,
}

/// <summary>
/// The cluster addresses of one family and who has them. The lower part of the range is kept for those that ask for a certain address;
/// the others get a random one of the upper part, and of the lower part when that is full (upstream's KEP-3070).
/// </summary>
internal sealed class AddressRange
{
    /// <summary>Of a larger range only so many addresses are used, as upstream does: services are not that many.</summary>
    private const int MaxSize = 1 << 20;

    private readonly Dictionary<IPAddress, ObjectKey> _owners;
    private readonly IPNetwork _network;
    private readonly uint _size;
    private readonly Random _random;

    /// <param name="network">The range.</param>
    /// <param name="owners">Who has which address; shared by ranges, which may overlap.</param>
    /// <param name="random">For spreading.</param>
    public AddressRange(IPNetwork network, Dictionary<IPAddress, ObjectKey> owners, Random random)
    {
        _owners = owners;
        _network = network;
        _random = random;
        var bits = (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) - network.PrefixLength;

        // Neither the network's own address nor IPv4's broadcast address is given away.
        var all = bits >= 20 ? MaxSize : 1u << bits;
        _size = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork && bits < 20 ? all - 1 : all;
    }

    public AddressFamily Family => _network.BaseAddress.AddressFamily;

    public override string ToString() => _network.ToString();

    /// <summary>The first address: that of the API itself.</summary>
    public IPAddress First => At(1);

    public Taken Claim(IPAddress address, ObjectKey owner)
    {
        if (!Contains(address))
        {
            return Taken.OutOfRange;
        }

        return _owners.TryAdd(address, owner) || _owners[address] == owner ? Taken.No : Taken.ByAnother;
    }

    /// <summary>A free address; null when there is none.</summary>
    public IPAddress? Allocate(ObjectKey owner)
    {
        var reserved = Reserved();
        var offset = Find(reserved, _size) ?? Find(1, reserved);
        if (offset is not { } found)
        {
            return null;
        }

        var address = At(found);
        _owners[address] = owner;
        return address;
    }

    /// <summary>Whether the address is one that the range gives.</summary>
    public bool Contains(IPAddress address) => _network.Contains(address) && OffsetOf(address) is not null;

    private uint Reserved() => Math.Min(Math.Max(_size / 16, Math.Min(16, _size / 2)), 256) is var reserved && reserved < _size ? Math.Max(1, reserved) : 1;

    private uint? Find(uint from, uint to)
    {
        if (from >= to)
        {
            return null;
        }

        // From a random place on, so that an address is not given again right after it was freed.
        var start = (uint)_random.NextInt64(from, to);
        for (var i = 0u; i < to - from; i++)
        {
            var offset = from + ((start - from + i) % (to - from));
            if (!_owners.ContainsKey(At(offset)))
            {
                return offset;
            }
        }

        return null;
    }

    private IPAddress At(uint offset)
    {
        var bytes = _network.BaseAddress.GetAddressBytes();
        var tail = bytes.AsSpan(bytes.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(tail, BinaryPrimitives.ReadUInt32BigEndian(tail) + offset);
        return new IPAddress(bytes);
    }

    private uint? OffsetOf(IPAddress address)
    {
        var offset = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes().AsSpan()[^4..])
            - BinaryPrimitives.ReadUInt32BigEndian(_network.BaseAddress.GetAddressBytes().AsSpan()[^4..]);
        return offset > 0 && offset < _size && At(offset).Equals(address) ? offset : null;
    }
}
