namespace LightKube.Foundation.Bundle;

/// <summary>Where the bundle's files lie on the disk.</summary>
/// <param name="Directory">The folder that holds them all.</param>
public sealed record UnpackedBundle(string Directory)
{
    /// <summary>The name of the image in <see cref="ImageArchives"/> whose container holds a pod's namespaces.</summary>
    public const string PauseImage = "lightkube.local/pause:1";

    /// <summary>containerd, containerd-shim-runc-v2, runc, ctr.</summary>
    public string BinDirectory => Path.Combine(Directory, "bin");

    /// <summary>The CNI plug-ins bridge, host-local, loopback and portmap.</summary>
    public string CniDirectory => Path.Combine(Directory, "cni");

    /// <summary>Images that a node needs before it can pull any, as archives for <c>ctr images import</c>.</summary>
    public IReadOnlyList<string> ImageArchives => System.IO.Directory.GetFiles(Path.Combine(Directory, "images"), "*.tar");

    /// <summary>The sample's image and manifest.</summary>
    public string SamplesDirectory => Path.Combine(Directory, "samples");
}
