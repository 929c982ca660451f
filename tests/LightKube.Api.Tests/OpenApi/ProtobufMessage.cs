using System.Text;

namespace LightKube.Api.Tests.OpenApi;

/// <summary>Reads protobuf's wire format without knowing the messages.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, byte[] Bytes)> _fields = [];

    public ProtobufMessage(byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes, ref at);
            if ((tag & 7) == 0)
            {
                _fields.Add(((int)(tag >> 3), [(byte)Varint(bytes, ref at)]));
                continue;
            }

            Assert.That(tag & 7, Is.EqualTo(2), "wire type");
            var length = (int)Varint(bytes, ref at);
            _fields.Add(((int)(tag >> 3), bytes[at..(at + length)]));
            at += length;
        }
    }

    public string Text(int field) => Encoding.UTF8.GetString(_fields.Single(entry => entry.Field == field).Bytes);

    public IEnumerable<ProtobufMessage> Messages(int field) => _fields.Where(entry => entry.Field == field).Select(entry => new ProtobufMessage(entry.Bytes));

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
