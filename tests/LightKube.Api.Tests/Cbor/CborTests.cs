using LightKube.Api.Cbor;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Tests.Cbor;

/// <summary>Encodings are those of RFC 8949, appendix A, and of KEP-4222.</summary>
internal sealed class CborTests
{
    [TestCase("00", "0")]
    [TestCase("17", "23")]
    [TestCase("1818", "24")]
    [TestCase("1903e8", "1000")]
    [TestCase("1a000f4240", "1000000")]
    [TestCase("1b000000e8d4a51000", "1000000000000")]
    [TestCase("1b7fffffffffffffff", "9223372036854775807")]
    [TestCase("3b7fffffffffffffff", "-9223372036854775808")]
    [TestCase("20", "-1")]
    [TestCase("3863", "-100")]
    [TestCase("f93e00", "1.5")]
    [TestCase("fa47c35000", "100000.0")]
    [TestCase("fb3ff199999999999a", "1.1")]
    [TestCase("f97bff", "65504.0")]
    [TestCase("fb7e37e43c8800759c", "1e+300")]
    [TestCase("f4", "false")]
    [TestCase("f5", "true")]
    [TestCase("f6", "null")]
    [TestCase("40", "''")]
    [TestCase("4449455446", "'IETF'")]
    [TestCase("42c3bc", "'ü'")]
    [TestCase("80", "[]")]
    [TestCase("83010203", "[1,2,3]")]
    [TestCase("a0", "{}")]
    [TestCase("a24161014162820203", "{'a':1,'b':[2,3]}")]
    public void Values_are_written_and_read(string hex, string json)
    {
        var bytes = Convert.FromHexString("d9d9f7" + hex);
        var value = Trees.Value(json);

        Assert.That(CborDocumentWriter.ToBytes(value), Is.EqualTo(bytes));
        Assert.That(CborDocumentReader.Read(bytes), Is.EqualTo(value));
        Assert.That(CborDocumentReader.Read(bytes.AsSpan(3)), Is.EqualTo(value), "without the tag");
    }

    [TestCase("6449455446", "'IETF'", Description = "a text string")]
    [TestCase("d64401020304", "'AQIDBA=='", Description = "bytes for base64")]
    [TestCase("d543fbff00", "'-_8A'", Description = "bytes for base64url")]
    [TestCase("d74401020304", "'01020304'", Description = "bytes for base16")]
    [TestCase("c074323031332d30332d32315432303a30343a30305a", "'2013-03-21T20:04:00Z'", Description = "a time")]
    [TestCase("5f42010243030405ff", "'\\u0001\\u0002\\u0003\\u0004\\u0005'", Description = "a string in pieces")]
    [TestCase("9f018202039f0405ffff", "[1,[2,3],[4,5]]", Description = "lists without a length")]
    [TestCase("bf61610161629f0203ffff", "{'a':1,'b':[2,3]}", Description = "a map without a length")]
    [TestCase("1bffffffffffffffff", "18446744073709551615", Description = "an integer beyond 63 bits")]
    [TestCase("f7", "null", Description = "undefined")]
    public void Other_writers_forms_are_read(string hex, string json)
    {
        Assert.That(CborDocumentReader.Read(Convert.FromHexString(hex)), Is.EqualTo(Trees.Value(json)));
    }

    [TestCase("", Description = "nothing")]
    [TestCase("1c", Description = "a reserved length")]
    [TestCase("0000", Description = "two items")]
    [TestCase("ff", Description = "an end without a beginning")]
    [TestCase("f97e00", Description = "not a number")]
    [TestCase("f97c00", Description = "infinite")]
    [TestCase("a2416101416102", Description = "a key twice")]
    [TestCase("a10102", Description = "a key that is a number")]
    [TestCase("61ff", Description = "text that is not UTF-8")]
    [TestCase("41ff", Description = "bytes that are not UTF-8")]
    [TestCase("c249010000000000000000", Description = "a large integer")]
    [TestCase("d601", Description = "base64 of a number")]
    [TestCase("e0", Description = "a simple value")]
    [TestCase("9a00ffffff", Description = "a list of more items than there are bytes")]
    [TestCase("bbffffffffffffffff", Description = "a map of more entries than there are bytes")]
    [TestCase("5bffffffffffffffff", Description = "a string longer than the rest")]
    [TestCase("9f01", Description = "a list without its end")]
    [TestCase("5f4101", Description = "a string without its end")]
    [TestCase("5f6161ff", Description = "a piece of another type")]
    public void What_is_broken_or_has_no_form_in_json_is_refused(string hex)
    {
        Assert.That(() => CborDocumentReader.Read(Convert.FromHexString(hex)), Throws.TypeOf<DocumentFormatException>());
    }

    [TestCase(0x81)]
    [TestCase(0xD8)]
    public void Lists_in_lists_and_tags_on_tags_have_an_end(int first)
    {
        var bytes = Enumerable.Repeat((byte)first, 4 * (JsonLimits.MaxDepth + 1)).Append((byte)0).ToArray();

        Assert.That(() => CborDocumentReader.Read(bytes), Throws.TypeOf<DocumentFormatException>().With.Message.Contains("deep"));
    }

    [Test]
    public void Claims_of_many_items_take_no_memory_before_the_items_come()
    {
        // Each level says that as many items follow as there are bytes left.
        var bytes = new byte[3 * 1024 * 1024];
        for (var level = 0; level < 500; level++)
        {
            bytes[level * 5] = 0x9A;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(level * 5 + 1), bytes.Length - (level + 1) * 5);
        }

        bytes[500 * 5] = 0xFF;
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(() => CborDocumentReader.Read(bytes), Throws.TypeOf<DocumentFormatException>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2_000_000));
    }

    [Test]
    public void Garbled_bytes_are_refused_or_read_and_nothing_else_happens()
    {
        var whole = CborDocumentWriter.ToBytes(Trees.Value("{'metadata':{'name':'a','labels':{'x':'y'}},'list':[1,-2,3.5,true,null,{'k':['v']}]}"));
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var garbled = whole[..random.Next(whole.Length + 1)];
            for (var i = 0; i < 3 && garbled.Length > 0; i++)
            {
                garbled[random.Next(garbled.Length)] = (byte)random.Next(256);
            }

            try
            {
                CborDocumentReader.Read(garbled);
            }
            catch (DocumentFormatException e)
            {
                Assert.That(e.Message, Is.Not.Empty);
            }
        }
    }
}
