using LightKube.Api.Schemas;

namespace LightKube.Api.Protobuf;

/// <summary>
/// An object type by the numbers of its fields on the wire. A field that is inlined in JSON is a message of its own
/// there: its number leads to a layout for the fields inside.
/// </summary>
internal sealed class MessageLayout
{
    private readonly Slot[] _slots;

    private MessageLayout(Slot[] slots)
    {
        _slots = slots;
        Numbers = [.. Enumerable.Range(0, slots.Length).Where(number => slots[number] != default)];
    }

    /// <summary>The numbers that stand for something, ascending: the order in which Kubernetes writes them.</summary>
    public int[] Numbers { get; }

    /// <summary>What a number stands for: a field, or the fields inlined from a message. Both null: unknown.</summary>
    internal readonly record struct Slot(FieldSchema? Field, MessageLayout? Inlined);

    internal Slot this[int number] => (uint)number < (uint)_slots.Length ? _slots[number] : default;

    /// <summary>The type's layout, made at its first use.</summary>
    internal static MessageLayout Of(TypeSchema type) => type.Layout ??= Build(type.Fields, 0);

    private static MessageLayout Build(IEnumerable<FieldSchema> fields, int depth)
    {
        var byNumber = fields.Where(field => field.Wire.Count > depth).GroupBy(field => field.Wire[depth]).ToList();
        var slots = new Slot[byNumber.Select(group => group.Key).DefaultIfEmpty(0).Max() + 1];
        foreach (var group in byNumber)
        {
            var first = group.First();
            slots[group.Key] = first.Wire.Count == depth + 1 ? new Slot(first, null) : new Slot(null, Build(group, depth + 1));
        }

        return new MessageLayout(slots);
    }
}
