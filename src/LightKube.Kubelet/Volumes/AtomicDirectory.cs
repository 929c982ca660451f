using System.Globalization;
using System.Security.Cryptography;

namespace LightKube.Kubelet.Volumes;

/// <summary>One file of a volume that is made from API objects.</summary>
internal readonly record struct VolumeFile(ReadOnlyMemory<byte> Content, UnixFileMode Mode)
{
    /// <summary>A user to whom the file belongs, when it is not root's.</summary>
    internal uint? Owner { get; init; }
}

/// <summary>
/// A directory whose files all change at once, as Kubernetes lays it out: a hidden directory a version, a link <c>..data</c> to the present
/// one that is replaced by a rename, and a link through it for each top-level name.
/// </summary>
internal sealed class AtomicDirectory(string path, TimeProvider time)
{
    private const string DataLink = "..data";
    private const string NewDataLink = "..data_tmp";

    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes the directory hold exactly these files.</summary>
    /// <param name="files">By path relative to the directory; none leaves it or starts with <c>..</c>.</param>
    /// <param name="prepare">Called with the new version's directory before it becomes visible.</param>
    /// <returns>Whether anything changed.</returns>
    internal bool Write(IReadOnlyDictionary<string, VolumeFile> files, Action<string> prepare)
    {
        foreach (var name in files.Keys)
            Validate(name);
        var link = Path.Combine(path, DataLink);
        var old = new FileInfo(link).LinkTarget is { } target ? Path.Combine(path, target) : null;
        if (old is not null && Holds(old, files))
            return false;

        var version = NewVersion();
        foreach (var (name, file) in files)
            WriteFile(Path.Combine(version, name), file);
        prepare(version);

        var newLink = Path.Combine(path, NewDataLink);
        File.Delete(newLink);
        File.CreateSymbolicLink(newLink, Path.GetFileName(version));
        File.Move(newLink, link, overwrite: true);
        LinkNames(files.Keys.Select(TopLevel).ToHashSet(StringComparer.Ordinal));
        if (old is not null && Directory.Exists(old))
            Directory.Delete(old, recursive: true);
        return true;
    }

    internal static void Validate(string name)
    {
        if (name.Length == 0 || Path.IsPathRooted(name) || name.Split('/').Any(part => part is ".." or "")
            || name.StartsWith("..", StringComparison.Ordinal))
            throw new VolumeException($"the path '{name}' is not allowed in a volume: it must be relative, without '..'");
    }

    private static string TopLevel(string name) => name.Split('/')[0];

    private static bool Holds(string directory, IReadOnlyDictionary<string, VolumeFile> files)
    {
        if (!Directory.Exists(directory))
            return false;
        var present = Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(directory, file)).ToHashSet(StringComparer.Ordinal);
        return present.Count == files.Count && files.All(file =>
            present.Contains(file.Key) && File.ReadAllBytes(Path.Combine(directory, file.Key)).AsSpan().SequenceEqual(file.Value.Content.Span));
    }

    private string NewVersion()
    {
        var stamp = time.GetUtcNow().ToString("yyyy_MM_dd_HH_mm_ss", CultureInfo.InvariantCulture);
        var version = Path.Combine(path, $"..{stamp}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        MakeDirectory(version);
        return version;
    }

    private static void WriteFile(string file, VolumeFile content)
    {
        var parent = Path.GetDirectoryName(file)!;
        if (!Directory.Exists(parent))
            MakeDirectory(parent);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = content.Mode };
        using var stream = new FileStream(file, options);
        stream.Write(content.Content.Span);
        File.SetUnixFileMode(stream.SafeFileHandle, content.Mode); // the umask may have taken bits away
        if (content.Owner is { } owner)
            Native.Libc.ChangeOwner(file, owner, null);
    }

    private static void MakeDirectory(string directory)
    {
        Directory.CreateDirectory(directory, DirectoryMode);
        File.SetUnixFileMode(directory, DirectoryMode);
    }

    private void LinkNames(HashSet<string> names)
    {
        foreach (var name in names)
        {
            var link = Path.Combine(path, name);
            if (new FileInfo(link).LinkTarget is null)
                File.CreateSymbolicLink(link, Path.Combine(DataLink, name));
        }
        foreach (var entry in Directory.EnumerateFileSystemEntries(path, "*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            var name = Path.GetFileName(entry);
            if (!name.StartsWith("..", StringComparison.Ordinal) && !names.Contains(name))
                File.Delete(entry);
        }
    }
}
