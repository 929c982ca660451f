using System.Runtime.InteropServices;

namespace LightKube.Kubelet.Volumes;

/// <summary>What kind of file a path is, by the names that hostPath volumes use.</summary>
internal static partial class FileKind
{
    private const int AtCwd = -100;
    private const uint TypeMask = 0x1;
    private const int StatxSize = 256; // sizeof(struct statx)
    private const int ModeOffset = 28; // of stx_mode in it

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int directory, string path, int flags, uint mask, byte* result);

    /// <returns><c>File</c>, <c>Directory</c>, <c>Socket</c>, <c>CharDevice</c>, <c>BlockDevice</c>; null for anything else and for nothing.</returns>
    internal static unsafe string? Of(string path)
    {
        var result = stackalloc byte[StatxSize];
        if (statx(AtCwd, path, 0, TypeMask, result) != 0)
            return null;
        return (*(ushort*)(result + ModeOffset) & 0xF000) switch
        {
            0x8000 => "File",
            0x4000 => "Directory",
            0xC000 => "Socket",
            0x2000 => "CharDevice",
            0x6000 => "BlockDevice",
            _ => null,
        };
    }
}
