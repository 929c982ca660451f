namespace LightKube.Network.Dns.Zone;

/// <summary>The labels of a name that stand before a suffix, by number from the left.</summary>
internal readonly ref struct QueryLabels
{
    // endpoint or _port, _proto, service, namespace, kind: nothing that we answer is deeper.
    private const int Max = 6;

    private readonly Labels _offsets;

    public QueryLabels(ReadOnlySpan<byte> name)
    {
        Name = name;
        var count = 0;
        for (var offset = 0; offset < name.Length; offset += 1 + name[offset])
        {
            if (count == Max)
            {
                Count = Max + 1;
                return;
            }
            _offsets[count++] = (byte)offset;
        }
        Count = count;
    }

    /// <summary>The labels without the suffix, in wire form.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>At most one more than any name that we answer has.</summary>
    public int Count { get; }

    /// <summary>From the label of this number to the end, or to the label before which it stops.</summary>
    public ReadOnlySpan<byte> Slice(int first, int end) => Name[_offsets[first]..(end == Count ? Name.Length : _offsets[end])];

    /// <summary>A label with its length byte.</summary>
    public ReadOnlySpan<byte> this[int index] => Slice(index, index + 1);

    [System.Runtime.CompilerServices.InlineArray(Max)]
    private struct Labels
    {
        private byte _first;
    }
}
