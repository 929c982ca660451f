using LightKube.Network.Dns.Upstream;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Server;

/// <summary>Copies the records that an alias leads to from other messages into an answer, their names written out.</summary>
internal static class AliasRecords
{
    private const uint AliasTtl = 5;

    public static void AddAlias(ref DnsWriter writer, byte[] target)
    {
        var data = writer.Answer(DnsLimits.HeaderLength, RecordType.Cname, AliasTtl, target.Length);
        if (!data.IsEmpty)
            target.CopyTo(data);
    }

    /// <summary>Addresses and further aliases; nothing else was asked for.</summary>
    public static void AddAnswers(ref DnsWriter writer, UpstreamAnswer answer)
    {
        Span<byte> owner = stackalloc byte[DnsLimits.NameLength];
        Span<byte> target = stackalloc byte[DnsLimits.NameLength];
        var records = new DnsRecords(answer.Message, answer.QuestionEnd);
        while (records.MoveNext() && records.IsAnswer)
        {
            if (records.Type is not (RecordType.A or RecordType.Aaaa or RecordType.Cname))
                continue;
            var ownerLength = WireName.Read(answer.Message, records.NameOffset, owner, out _);
            scoped var value = answer.Message.Slice(records.DataOffset, records.DataLength);
            if (records.Type == RecordType.Cname)
                value = target[..WireName.Read(answer.Message, records.DataOffset, target, out _)];
            if (ownerLength == 0 || value.IsEmpty)
                continue;
            var data = writer.AnswerNamed(owner[..ownerLength], records.Type, records.TimeToLive, value.Length);
            if (!data.IsEmpty)
                value.CopyTo(data);
        }
    }
}
