using System.Text;
using LightKube.Network.Netlink;

namespace LightKube.Network.Nftables;

/// <summary>
/// Changes of one table that take effect together or not at all. Written at once as the netlink batch that
/// <see cref="NftClient"/> sends; the order of calls is the order of the kernel's work.
/// </summary>
internal sealed class NftTransaction
{
    /// <summary>The kernel replaces %d; within a batch such sets are known by number.</summary>
    public const string ChoiceSetName = "__choice%d";

    private const byte Inet = 1;
    private const ushort Subsystem = 10 << 8;
    private const ushort BatchBegin = 0x10;
    private const ushort BatchEnd = 0x11;

    // Keeps the list attribute, whose length has 16 bits, well below its limit.
    private const int ElementBytesMax = 48 << 10;

    private const ushort NewTable = 0, DeleteTableMessage = 2, NewChain = 3, DeleteChainMessage = 5, NewRule = 6, DeleteRule = 8,
        NewSet = 9, DeleteSetMessage = 11, NewElement = 12, DeleteElement = 14;
    private const uint VerdictType = 0xffffff00;
    private const byte CommentUserData = 0;
    private const int CommentBytesMax = 128;

    [Flags]
    private enum SetFlags : uint
    {
        Anonymous = 0x1,
        Constant = 0x2,
        Map = 0x8,
        Timeout = 0x10,
        Dynamic = 0x20,
    }

    private readonly string _table;
    private readonly NetlinkWriter _writer = new();
    private readonly List<(string Verb, string Subject)> _operations = [];
    private uint _lastSetId;
    private bool _ended;

    public NftTransaction(string table)
    {
        _table = table;
        Begin(BatchBegin, NetlinkFlags.None, 0, family: 0, resource: Subsystem >> 8);
        _writer.EndMessage();
    }

    /// <summary>How many requests it holds.</summary>
    public int Count => _operations.Count;

    public int Bytes => _writer.Length;

    public void AddTable()
    {
        Begin(NewTable, NetlinkFlags.Create, "add table", _table);
        _writer.PutString(1, _table);
        _writer.PutUInt32Network(2, 0);
        _writer.EndMessage();
    }

    public void DeleteTable()
    {
        Begin(DeleteTableMessage, NetlinkFlags.None, "delete table", _table);
        _writer.PutString(1, _table);
        _writer.EndMessage();
    }

    public void AddBaseChain(BaseChain chain)
    {
        Begin(NewChain, NetlinkFlags.Create, "add base chain", chain.Name);
        _writer.PutString(1, _table);
        _writer.PutString(3, chain.Name);
        var hook = _writer.BeginNested(4);
        _writer.PutUInt32Network(1, (uint)chain.Hook);
        _writer.PutUInt32Network(2, unchecked((uint)chain.Priority));
        _writer.EndNested(hook);
        _writer.PutUInt32Network(5, (uint)Verdict.Accept.Code);
        _writer.PutString(7, chain.Type);
        _writer.EndMessage();
    }

    public void AddChain(string name)
    {
        Begin(NewChain, NetlinkFlags.Create, "add chain", name);
        _writer.PutString(1, _table);
        _writer.PutString(3, name);
        _writer.EndMessage();
    }

    /// <summary>Removes the rules of a chain.</summary>
    public void FlushChain(string name)
    {
        Begin(DeleteRule, NetlinkFlags.None, "flush chain", name);
        _writer.PutString(1, _table);
        _writer.PutString(2, name);
        _writer.EndMessage();
    }

    public void DeleteChain(string name)
    {
        Begin(DeleteChainMessage, NetlinkFlags.None, "delete chain", name);
        _writer.PutString(1, _table);
        _writer.PutString(3, name);
        _writer.EndMessage();
    }

    public void AddRule(string chain, Rule rule)
    {
        uint choiceSet = 0;
        foreach (var expression in rule.Expressions)
            if (expression is LookupChoice choice)
                choiceSet = AddChoiceSet(chain, choice);
        Begin(NewRule, NetlinkFlags.Create | NetlinkFlags.Append, "add rule to chain", chain);
        _writer.PutString(1, _table);
        _writer.PutString(2, chain);
        var list = _writer.BeginNested(4);
        foreach (var expression in rule.Expressions)
            ExpressionEncoder.Write(_writer, expression, choiceSet);
        _writer.EndNested(list);
        if (rule.Comment is { } comment)
            PutComment(7, comment);
        _writer.EndMessage();
    }

    public void AddSet(NftSet set)
    {
        var flags = (set.HasVerdicts || set.Data is not null ? SetFlags.Map : 0)
                    | (set.Timeout is not null ? SetFlags.Timeout | SetFlags.Dynamic : 0);
        WriteSet(set, set.Name, flags, ++_lastSetId);
    }

    public void DeleteSet(string name)
    {
        Begin(DeleteSetMessage, NetlinkFlags.None, "delete set", name);
        _writer.PutString(1, _table);
        _writer.PutString(2, name);
        _writer.EndMessage();
    }

    public void AddElements(string set, IReadOnlyList<NftElement> elements) =>
        WriteElements(NewElement, NetlinkFlags.Create, "add elements to", set, 0, elements);

    public void DeleteElements(string set, IReadOnlyList<NftElement> elements) =>
        WriteElements(DeleteElement, NetlinkFlags.None, "delete elements of", set, 0, elements);

    /// <summary>The finished batch.</summary>
    public NetlinkWriter End()
    {
        if (!_ended)
        {
            Begin(BatchEnd, NetlinkFlags.None, (uint)_operations.Count + 1, family: 0, resource: Subsystem >> 8);
            _writer.EndMessage();
        }
        _ended = true;
        return _writer;
    }

    /// <summary>What the request of this sequence number was for.</summary>
    public string Describe(uint sequence) => sequence >= 1 && sequence <= _operations.Count
        ? $"{_operations[(int)sequence - 1].Verb} {_operations[(int)sequence - 1].Subject}"
        : "commit";

    private uint AddChoiceSet(string chain, LookupChoice choice)
    {
        var set = new NftSet(chain, [SetType.Integer]) { Data = choice.Data, HasVerdicts = choice.Data is null };
        var id = ++_lastSetId;
        WriteSet(set, ChoiceSetName, SetFlags.Anonymous | SetFlags.Constant | SetFlags.Map, id);
        WriteElements(NewElement, NetlinkFlags.Create, "add choices of chain " + chain + " to", ChoiceSetName, id, choice.Choices);
        return id;
    }

    private void WriteSet(NftSet set, string name, SetFlags flags, uint id)
    {
        Begin(NewSet, NetlinkFlags.Create, "add set", set.Name);
        _writer.PutString(1, _table);
        _writer.PutString(2, name);
        _writer.PutUInt32Network(3, (uint)flags);
        _writer.PutUInt32Network(4, SetTypes.Number(set.Key));
        _writer.PutUInt32Network(5, (uint)set.KeyLength);
        if (set.HasVerdicts)
        {
            _writer.PutUInt32Network(6, VerdictType);
            _writer.PutUInt32Network(7, 0);
        }
        else if (set.Data is { } data)
        {
            _writer.PutUInt32Network(6, SetTypes.Number(data));
            _writer.PutUInt32Network(7, (uint)SetTypes.Length(data));
        }
        if (set.Size > 0)
        {
            var description = _writer.BeginNested(9);
            _writer.PutUInt32Network(1, set.Size);
            _writer.EndNested(description);
        }
        _writer.PutUInt32Network(10, id);
        if (set.Timeout is { } timeout)
            _writer.PutUInt64Network(11, (ulong)timeout.TotalMilliseconds);
        _writer.EndMessage();
    }

    private void WriteElements(ushort type, NetlinkFlags flags, string verb, string set, uint id, IReadOnlyList<NftElement> elements)
    {
        for (var index = 0; index < elements.Count;)
        {
            Begin(type, flags, verb, set);
            _writer.PutString(1, _table);
            _writer.PutString(2, set);
            if (id != 0)
                _writer.PutUInt32Network(4, id);
            var list = _writer.BeginNested(3);
            var start = _writer.Length;
            while (index < elements.Count && _writer.Length - start < ElementBytesMax)
                WriteElement(elements[index++]);
            _writer.EndNested(list);
            _writer.EndMessage();
        }
    }

    private void WriteElement(NftElement element)
    {
        var nested = _writer.BeginNested(1);
        ExpressionEncoder.WriteValue(_writer, 1, element.Key.Span);
        if (element.Verdict is { } verdict)
        {
            var data = _writer.BeginNested(2);
            ExpressionEncoder.WriteVerdict(_writer, verdict);
            _writer.EndNested(data);
        }
        else if (!element.Data.IsEmpty)
        {
            ExpressionEncoder.WriteValue(_writer, 2, element.Data.Span);
        }
        _writer.EndNested(nested);
    }

    // User data is a list of (type, length, value); a comment is text that ends with a zero byte.
    private void PutComment(ushort attribute, string comment)
    {
        Span<byte> data = stackalloc byte[2 + CommentBytesMax];
        var length = Encoding.UTF8.GetBytes(comment.AsSpan(0, Math.Min(comment.Length, CommentBytesMax / 4)), data[2..]);
        data[0] = CommentUserData;
        data[1] = (byte)(length + 1);
        data[2 + length] = 0;
        _writer.PutBytes(attribute, data[..(3 + length)]);
    }

    private void Begin(ushort message, NetlinkFlags flags, string verb, string subject)
    {
        _operations.Add((verb, subject));
        Begin((ushort)(Subsystem | message), flags, (uint)_operations.Count, Inet, 0);
    }

    private void Begin(ushort type, NetlinkFlags flags, uint sequence, byte family, ushort resource)
    {
        _writer.BeginMessage(type, flags | NetlinkFlags.Request, sequence);
        // struct nfgenmsg: family, version 0, resource in network order.
        var header = _writer.Append(4);
        header[0] = family;
        header[2] = (byte)(resource >> 8);
        header[3] = (byte)resource;
    }
}
