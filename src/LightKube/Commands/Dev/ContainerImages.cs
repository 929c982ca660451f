using LightKube.Foundation.Bundle;

namespace LightKube.Commands.Dev;

/// <summary>Images in a node's container runtime.</summary>
internal static class ContainerImages
{
    // Where the server's own containerd listens, as seen inside the node.
    private const string Socket = "/run/lightkube/containerd/containerd.sock";

    /// <summary>Imports an archive under the names that it holds, for pods to use.</summary>
    /// <exception cref="CommandFailedException">The runtime does not take it.</exception>
    internal static void Import(DevNode node, UnpackedBundle bundle, string archive) =>
        Tool.Run("sh",
        [
            "-c", node.EnterScript(), "sh", Path.Combine(bundle.BinDirectory, "ctr"),
            "--address", Socket, "--namespace", "k8s.io", "images", "import", "--digests=false", archive,
        ]);
}
