using System.Security.Cryptography;
using System.Text;

namespace LightKube.Foundation.Bundle;

/// <summary>
/// The files that an executable carries behind its own code: the container runtime, the CNI plug-ins, the pause image. They are read from the
/// executable's file when they are unpacked, and never lie in memory. <c>packaging/bundle/pack.sh</c> writes the format.
/// </summary>
public sealed class ExecutableBundle
{
    // The file of the running program, even when an upgrade has replaced it on the disk.
    private const string ThisProgram = "/proc/self/exe";

    // A few lines a file; anything larger is damage.
    private const long LargestIndex = 1 << 20;

    private ExecutableBundle(string executable, long streamOffset, string hash, IReadOnlyList<BundleFile> files)
    {
        Executable = executable;
        StreamOffset = streamOffset;
        Hash = hash;
        Files = files;
    }

    /// <summary>The name of this content: the SHA-256 of its index, in lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>What is in it.</summary>
    public IReadOnlyList<BundleFile> Files { get; }

    internal string Executable { get; }

    internal long StreamOffset { get; }

    /// <summary>The bundle of the running program; null when it was built without one.</summary>
    /// <exception cref="BundleException">There is one, but not whole.</exception>
    public static ExecutableBundle? OfThisProgram() => Open(ThisProgram);

    /// <summary>The bundle of an executable; null when it has none.</summary>
    /// <exception cref="BundleException">There is one, but not whole.</exception>
    public static ExecutableBundle? Open(string executable)
    {
        using var file = File.OpenRead(executable);
        if (ReadFooter(file) is not { } footer)
            return null;
        var indexOffset = file.Length - BundleFooter.Length - footer.IndexSize;
        var streamOffset = indexOffset - footer.StreamSize;
        if (footer.IndexSize > LargestIndex || streamOffset < 0)
            throw new BundleException(executable, "its footer names sizes that cannot be");

        var index = new byte[footer.IndexSize];
        file.Position = indexOffset;
        file.ReadExactly(index);
        if (Convert.ToHexStringLower(SHA256.HashData(index)) != footer.IndexSha256)
            throw new BundleException(executable, "its index does not have the hash that the footer names");
        return new ExecutableBundle(executable, streamOffset, footer.IndexSha256, ParseIndex(executable, index));
    }

    /// <summary>
    /// Unpacks into <c>DATA-DIRECTORY/runtime/HASH</c>, unless it is there already: then this costs a few stat calls. Whatever the moment at
    /// which an earlier attempt broke off, the result is whole.
    /// </summary>
    /// <exception cref="BundleException">A file does not have its hash.</exception>
    public UnpackedBundle Unpack(string dataDirectory, CancellationToken cancel = default) =>
        new BundleUnpacker(this, Path.Combine(dataDirectory, "runtime")).Unpack(cancel);

    private static BundleFooter? ReadFooter(FileStream file)
    {
        if (file.Length < BundleFooter.Length)
            return null;
        Span<byte> footer = stackalloc byte[BundleFooter.Length];
        file.Position = file.Length - footer.Length;
        file.ReadExactly(footer);
        return BundleFooter.TryParse(footer);
    }

    private static IReadOnlyList<BundleFile> ParseIndex(string executable, byte[] index)
    {
        try
        {
            return BundleIndex.Parse(Encoding.UTF8.GetString(index));
        }
        catch (FormatException e)
        {
            throw new BundleException(executable, e.Message);
        }
    }
}
