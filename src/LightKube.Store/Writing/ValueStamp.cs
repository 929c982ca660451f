using System.Buffers.Text;
using System.Globalization;

namespace LightKube.Store.Writing;

/// <summary>Writes a revision's decimal digits into a value.</summary>
internal static class ValueStamp
{
    /// <summary>A copy of the value, of exact size, with the revision's digits inserted at an offset.</summary>
    public static byte[] Insert(ReadOnlySpan<byte> value, int offset, long revision)
    {
        if (offset == Write.NoRevision)
            return value.ToArray();
        return Replace(value, offset, 0, revision);
    }

    /// <summary>A copy of the value in which the digits of one revision, inserted at an offset, are those of another.</summary>
    public static byte[] Exchange(ReadOnlySpan<byte> value, int offset, long oldRevision, long newRevision) =>
        Replace(value, offset, Digits(oldRevision), newRevision);

    private static byte[] Replace(ReadOnlySpan<byte> value, int offset, int oldLength, long revision)
    {
        var length = Digits(revision);
        var result = GC.AllocateUninitializedArray<byte>(value.Length - oldLength + length);
        value[..offset].CopyTo(result);
        Utf8Formatter.TryFormat(revision, result.AsSpan(offset, length), out _);
        value[(offset + oldLength)..].CopyTo(result.AsSpan(offset + length));
        return result;
    }

    private static int Digits(long revision)
    {
        Span<char> digits = stackalloc char[20];
        revision.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }
}
