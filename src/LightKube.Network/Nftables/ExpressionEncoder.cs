using LightKube.Network.Netlink;

namespace LightKube.Network.Nftables;

/// <summary>Writes instructions as the attributes that the kernel's packet filter reads (linux/netfilter/nf_tables.h).</summary>
internal static class ExpressionEncoder
{
    private const ushort ListElement = 1;
    private const ushort Name = 1;
    private const ushort Data = 2;
    private const ushort DataValue = 1;
    private const ushort DataVerdict = 2;

    // Registers of 32 bits are numbered from here; 0 is the verdict.
    private const uint FirstRegister = 8;
    private const uint RandomKind = 1;
    private const uint DestinationNatKind = 1;
    private const uint AddressTypeResult = 3;
    private const uint UpdateOperation = 1;
    private const uint RandomPortFlag = 1 << 4;
    private const uint NotEqual = 1;

    /// <summary>Writes one instruction; a set of the rule's own is known by the number that the transaction gave it.</summary>
    public static void Write(NetlinkWriter writer, Expression expression, uint choiceSet)
    {
        var element = writer.BeginNested(ListElement);
        writer.PutString(Name, NameOf(expression));
        var data = writer.BeginNested(Data);
        WriteBody(writer, expression, choiceSet);
        writer.EndNested(data);
        writer.EndNested(element);
    }

    public static void WriteVerdict(NetlinkWriter writer, Verdict verdict)
    {
        var nested = writer.BeginNested(DataVerdict);
        writer.PutUInt32Network(1, unchecked((uint)verdict.Code));
        if (verdict.Chain is { } chain)
            writer.PutString(2, chain);
        writer.EndNested(nested);
    }

    public static void WriteValue(NetlinkWriter writer, ushort attribute, ReadOnlySpan<byte> value)
    {
        var nested = writer.BeginNested(attribute);
        writer.PutBytes(DataValue, value);
        writer.EndNested(nested);
    }

    private static string NameOf(Expression expression) => expression switch
    {
        LoadMeta or SetMark => "meta",
        LoadPayload => "payload",
        LoadConnectionStatus or LoadConnectionState => "ct",
        LoadAddressType => "fib",
        LoadRandom => "numgen",
        LoadConstant or TakeVerdict => "immediate",
        Compare => "cmp",
        Bitwise => "bitwise",
        Lookup or LookupVerdict or LookupChoice => "lookup",
        UpdateSet => "dynset",
        DestinationNat => "nat",
        Masquerade => "masq",
        Reject => "reject",
        NoTrack => "notrack",
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "unknown instruction"),
    };

    private static void WriteBody(NetlinkWriter writer, Expression expression, uint choiceSet)
    {
        switch (expression)
        {
            case LoadMeta load:
                Put(writer, 1, Register(load.Register), 2, (uint)load.Key);
                break;
            case SetMark set:
                Put(writer, 2, (uint)MetaKey.Mark, 3, Register(set.Register));
                break;
            case LoadPayload load:
                Put(writer, 1, Register(load.Register), 2, (uint)load.Base, 3, (uint)load.Offset, 4, (uint)load.Length);
                break;
            case LoadConnectionState load:
                Put(writer, 1, Register(load.Register), 2, 0);
                break;
            case LoadConnectionStatus load:
                Put(writer, 1, Register(load.Register), 2, 2);
                break;
            case LoadAddressType load:
                Put(writer, 1, Register(load.Register), 2, AddressTypeResult, 3, (uint)load.Side);
                break;
            case LoadRandom load:
                Put(writer, 1, Register(load.Register), 2, load.Modulus, 3, RandomKind);
                break;
            case LoadConstant load:
                Put(writer, 1, Register(load.Register));
                WriteValue(writer, 2, load.Value);
                break;
            case Compare compare:
                Put(writer, 1, Register(compare.Register), 2, compare.Equal ? 0 : NotEqual);
                WriteValue(writer, 3, compare.Value);
                break;
            case Bitwise bitwise:
                Put(writer, 1, Register(bitwise.Register), 2, Register(bitwise.Register), 3, (uint)bitwise.Mask.Length);
                WriteValue(writer, 4, bitwise.Mask);
                WriteValue(writer, 5, bitwise.Flip);
                break;
            default:
                WriteAction(writer, expression, choiceSet);
                break;
        }
    }

    private static void WriteAction(NetlinkWriter writer, Expression expression, uint choiceSet)
    {
        switch (expression)
        {
            case Lookup lookup:
                WriteLookup(writer, lookup.Set, 0, lookup.Register, lookup.Destination is { } at ? Register(at) : null);
                break;
            case LookupVerdict lookup:
                WriteLookup(writer, lookup.Map, 0, lookup.Register, 0);
                break;
            case LookupChoice lookup:
                WriteLookup(writer, NftTransaction.ChoiceSetName, choiceSet, lookup.Register, lookup.Destination is { } to ? Register(to) : 0);
                break;
            case UpdateSet update:
                writer.PutString(1, update.Set);
                Put(writer, 3, UpdateOperation, 4, Register(update.Register));
                break;
            case TakeVerdict take:
                Put(writer, 1, 0);
                var nested = writer.BeginNested(2);
                WriteVerdict(writer, take.Verdict);
                writer.EndNested(nested);
                break;
            case DestinationNat nat:
                Put(writer, 1, DestinationNatKind, 2, nat.Family.Number, 3, Register(nat.AddressRegister), 5, Register(nat.PortRegister));
                break;
            case Masquerade:
                Put(writer, 1, RandomPortFlag);
                break;
            case Reject reject:
                Put(writer, 1, reject.WithTcpReset ? 1u : 2u);
                writer.PutByte(2, reject.WithTcpReset ? (byte)0 : (byte)1);
                break;
        }
    }

    private static void WriteLookup(NetlinkWriter writer, string set, uint id, int source, uint? destination)
    {
        writer.PutString(1, set);
        writer.PutUInt32Network(2, Register(source));
        if (destination is { } register)
            writer.PutUInt32Network(3, register);
        if (id != 0)
            writer.PutUInt32Network(4, id);
    }

    private static uint Register(int index) => FirstRegister + (uint)index;

    // Attribute and value in turn.
    private static void Put(NetlinkWriter writer, params ReadOnlySpan<uint> pairs)
    {
        for (var index = 0; index < pairs.Length; index += 2)
            writer.PutUInt32Network((ushort)pairs[index], pairs[index + 1]);
    }
}
