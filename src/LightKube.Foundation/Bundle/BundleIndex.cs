using System.Globalization;

namespace LightKube.Foundation.Bundle;

/// <summary>The list of a bundle's files, a line each: <c>SHA256 SIZE MODE PATH</c>, in the order in which their content follows.</summary>
internal static class BundleIndex
{
    private const int FieldsPerLine = 4;

    /// <exception cref="FormatException">A line is not of that form, or its path would leave the folder it is unpacked into.</exception>
    internal static IReadOnlyList<BundleFile> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine)];

    private static BundleFile ParseLine(string line)
    {
        var fields = line.Split(' ', FieldsPerLine);
        if (fields.Length != FieldsPerLine
            || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !IsInside(fields[3]))
        {
            throw new FormatException($"the index has the line '{line}'");
        }
        return new BundleFile(fields[3], size, (UnixFileMode)Convert.ToInt32(fields[2], 8), fields[0]);
    }

    private static bool IsInside(string path) => path.Length > 0 && path.Split('/').All(part => part is not ("" or "." or ".."));
}
