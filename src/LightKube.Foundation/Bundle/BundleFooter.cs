using System.Globalization;
using System.Text;

namespace LightKube.Foundation.Bundle;

/// <summary>The last line of an executable that carries a bundle: <c>LKBUNDLE1 STREAM-SIZE INDEX-SIZE INDEX-SHA256</c>.</summary>
internal sealed record BundleFooter(long StreamSize, long IndexSize, string IndexSha256)
{
    private const string Magic = "LKBUNDLE1";
    private const int SizeDigits = 16;
    private const int HashDigits = 64;

    /// <summary>Its size in bytes, with the newline.</summary>
    internal const int Length = 9 + 1 + SizeDigits + 1 + SizeDigits + 1 + HashDigits + 1;

    /// <summary>Null when the bytes are no footer: the executable carries no bundle.</summary>
    internal static BundleFooter? TryParse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || !bytes.StartsWith("LKBUNDLE1 "u8))
            return null;
        var fields = Encoding.ASCII.GetString(bytes).TrimEnd('\n').Split(' ');
        return fields.Length == 4 && TryParseSize(fields[1], out var stream) && TryParseSize(fields[2], out var index)
            ? new BundleFooter(stream, index, fields[3])
            : null;
    }

    /// <summary>The line as it stands in the executable.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Magic} {StreamSize:x16} {IndexSize:x16} {IndexSha256}\n");

    private static bool TryParseSize(string digits, out long size) =>
        long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size) && size >= 0;
}
