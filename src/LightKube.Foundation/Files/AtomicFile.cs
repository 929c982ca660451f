using System.Text;
using LightKube.Foundation.Native;

namespace LightKube.Foundation.Files;

/// <summary>
/// Writes files so that a reader, and a machine that lost its power, finds either the old content or the new, never a part of one.
/// </summary>
public static class AtomicFile
{
    /// <summary>Mode 0600: private keys, and whatever holds one.</summary>
    public const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Mode 0644: what anyone may read.</summary>
    public const UnixFileMode Public = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Replaces the file's content, durably. The file has its mode from its first moment.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
            using (var file = new FileStream(temporary, create))
            {
                // The process's umask may have taken bits away.
                File.SetUnixFileMode(file.SafeFileHandle, mode);
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        Libc.SyncDirectory(directory);
    }

    /// <summary>Replaces the file's content with text in UTF-8, durably.</summary>
    public static void Write(string path, string content, UnixFileMode mode) => Write(path, Encoding.UTF8.GetBytes(content), mode);
}
