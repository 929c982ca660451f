using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>Volumes that the node itself provides.</summary>
internal static class HostVolumeSources
{
    private static readonly string[] PathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    public static void HostPath(Field source)
    {
        var path = source["path"];
        if (!path.HasText)
        {
            path.Required();
            return;
        }

        path.HaveNoBacksteps(path.Text);
        source["type"].BeOneOfIfSet(PathTypes);
    }

    public static void GitRepo(Field source)
    {
        source["repository"].Require();
        source["directory"].BeDescendingPath();
    }

    public static void Flex(Field source)
    {
        source["driver"].Require();
        var options = source["options"];
        foreach (ref readonly var option in options.Entries)
        {
            var slash = option.Key.IndexOf('/');
            var domain = "." + (slash < 0 ? option.Key : option.Key[..slash]).ToLowerInvariant();
            if (domain.EndsWith(".kubernetes.io", StringComparison.Ordinal) || domain.EndsWith(".k8s.io", StringComparison.Ordinal))
            {
                options.Entry(option.Key).Invalid(option.Key, "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    /// <summary>A directory or device of one node, for persistent volumes.</summary>
    public static void Local(Field source)
    {
        var path = source["path"];
        if (!path.HasText)
        {
            path.Required();
            return;
        }

        path.HaveNoBacksteps(path.Text);
    }
}
