namespace LightKube.Kubelet.Volumes;

/// <summary>Modes and ownership of what stands in volumes.</summary>
internal static class FileModes
{
    internal const int DefaultMode = 420; // 0644, the API's default for files from objects

    private const UnixFileMode GroupReadWrite = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    internal static UnixFileMode Of(int? item, int? volume) => (UnixFileMode)((item ?? volume ?? DefaultMode) & 0x1FF);

    /// <summary>Gives a tree to the pod's fsGroup: group-owned, readable and for directories writable, new files inherit the group.</summary>
    internal static void GiveToGroup(string path, long? group, bool readOnly)
    {
        if (group is not { } gid)
            return;
        Give(path, (uint)gid, readOnly);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (var entry in Directory.EnumerateFileSystemEntries(path, "*", options))
            Give(entry, (uint)gid, readOnly);
    }

    private static void Give(string path, uint group, bool readOnly)
    {
        Native.Libc.ChangeOwner(path, null, group);
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
            return;
        var mode = info.UnixFileMode | (readOnly ? UnixFileMode.GroupRead : GroupReadWrite);
        if ((info.Attributes & FileAttributes.Directory) != 0)
            mode |= UnixFileMode.GroupExecute | UnixFileMode.SetGroup;
        File.SetUnixFileMode(path, mode);
    }
}
