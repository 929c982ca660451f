namespace LightKube.Configuration;

/// <summary>A place in the cgroup tree: <c>/node-1</c>, below every hierarchy's mount.</summary>
internal static class CgroupPath
{
    /// <summary>The path as given.</summary>
    /// <exception cref="FormatException">It does not begin at the root, or leads out of it.</exception>
    internal static string Check(string path) =>
        path.StartsWith('/') && !path.Split('/').Any(part => part is "." or "..")
            ? path
            : throw new FormatException("expected a path from the root of the cgroup tree, such as /node-1");
}
