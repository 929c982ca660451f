using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace LightKube.Network.Nftables;

/// <summary>A rule: instructions in order, and a comment that <c>nft list</c> shows.</summary>
internal sealed class Rule(string? comment = null)
{
    private readonly List<Expression> _expressions = [];

    public string? Comment => comment;

    public IReadOnlyList<Expression> Expressions => _expressions;

    public Rule Then(Expression expression)
    {
        _expressions.Add(expression);
        return this;
    }

    public Rule IfFamily(IpFamily family) => Then(new LoadMeta(MetaKey.NfProtocol, 0)).Then(new Compare(0, [family.Number]));

    public Rule IfProtocol(byte protocol) => Then(new LoadMeta(MetaKey.L4Protocol, 0)).Then(new Compare(0, [protocol]));

    public Rule IfAddress(AddressSide side, IPNetwork network, bool inside = true)
    {
        var family = IpFamily.Of(network.BaseAddress);
        LoadAddress(side, family, 0);
        if (network.PrefixLength < family.AddressLength * 8)
            Then(new Bitwise(0, Mask(family.AddressLength, network.PrefixLength), new byte[family.AddressLength]));
        return Then(new Compare(0, network.BaseAddress.GetAddressBytes(), inside));
    }

    public Rule IfAddress(AddressSide side, IPAddress address) =>
        LoadAddress(side, IpFamily.Of(address), 0).Then(new Compare(0, address.GetAddressBytes()));

    public Rule IfLocal(AddressSide side) =>
        Then(new LoadAddressType(side, 0)).Then(new Compare(0, BitConverter.GetBytes(LocalAddressType)));

    public Rule IfMarked(uint mark) =>
        Then(new LoadMeta(MetaKey.Mark, 0))
            .Then(new Bitwise(0, BitConverter.GetBytes(mark), new byte[4]))
            .Then(new Compare(0, BitConverter.GetBytes(mark)));

    public Rule IfInputInterface(string name, bool equal = true) =>
        Then(new LoadMeta(MetaKey.InputInterfaceName, 0)).Then(new Compare(0, InterfaceName(name), equal));

    public Rule IfPort(ushort destination) => IfPortAt(DestinationPortOffset, destination);

    public Rule IfSourcePort(ushort source) => IfPortAt(0, source);

    public Rule Mark(uint mark) =>
        Then(new LoadMeta(MetaKey.Mark, 0))
            .Then(new Bitwise(0, BitConverter.GetBytes(~mark), BitConverter.GetBytes(mark)))
            .Then(new SetMark(0));

    public Rule Unmark(uint mark) =>
        Then(new LoadMeta(MetaKey.Mark, 0))
            .Then(new Bitwise(0, BitConverter.GetBytes(~mark), new byte[4]))
            .Then(new SetMark(0));

    public Rule LoadAddress(AddressSide side, IpFamily family, int register) => Then(new LoadPayload(
        PayloadBase.Network, side == AddressSide.Source ? family.SourceOffset : family.DestinationOffset, family.AddressLength, register));

    public Rule LoadProtocolAndPort(int register) =>
        Then(new LoadMeta(MetaKey.L4Protocol, register)).Then(new LoadPayload(PayloadBase.Transport, DestinationPortOffset, 2, register + 1));

    public Rule Take(Verdict verdict) => Then(new TakeVerdict(verdict));

    private const int DestinationPortOffset = 2;
    private const uint LocalAddressType = 2;
    private const int InterfaceNameLength = 16;

    private Rule IfPortAt(int offset, ushort port)
    {
        var value = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(value, port);
        return Then(new LoadPayload(PayloadBase.Transport, offset, 2, 0)).Then(new Compare(0, value));
    }

    private static byte[] Mask(int length, int prefix)
    {
        var mask = new byte[length];
        for (var bit = 0; bit < prefix; bit++)
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return mask;
    }

    private static byte[] InterfaceName(string name)
    {
        var value = new byte[InterfaceNameLength];
        Encoding.ASCII.GetBytes(name, value);
        return value;
    }
}
