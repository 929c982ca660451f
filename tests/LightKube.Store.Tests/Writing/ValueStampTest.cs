using System.Text;
using LightKube.Store.Writing;

namespace LightKube.Store.Tests.Writing;

internal sealed class ValueStampTest
{
    [TestCase("ab", 1, 7L, "a7b")]
    [TestCase("ab", 2, 1234567890123L, "ab1234567890123")]
    [TestCase("ab", Write.NoRevision, 7L, "ab")]
    public void Insert_puts_the_digits_at_the_offset(string value, int offset, long revision, string expected) =>
        Assert.That(Encoding.UTF8.GetString(ValueStamp.Insert(Encoding.UTF8.GetBytes(value), offset, revision)), Is.EqualTo(expected));

    [TestCase("a99b", 99L, 100L, "a100b")]
    [TestCase("a10b", 10L, 12L, "a12b")]
    public void Exchange_replaces_one_revision_s_digits_by_another_s(string value, long before, long after, string expected) =>
        Assert.That(Encoding.UTF8.GetString(ValueStamp.Exchange(Encoding.UTF8.GetBytes(value), 1, before, after)), Is.EqualTo(expected));
}
