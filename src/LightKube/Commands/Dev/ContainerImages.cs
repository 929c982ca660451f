using LightKube.Foundation.Bundle;

namespace LightKube.Commands.Dev;

/// <summary>Images in a node's container runtime.</summary>
internal static class ContainerImages
{
    /// <summary>Imports an archive under the names that it holds, for pods to use.</summary>
    /// <exception cref="CommandFailedException">The runtime does not take it.</exception>
    internal static void Import(DevNode node, UnpackedBundle bundle, string archive) =>
        Tool.Run("sh",
        [
            "-c", node.EnterScript(), "sh", Path.Combine(bundle.BinDirectory, "ctr"),
            "--address", SocketOf(node), "--namespace", "k8s.io", "images", "import", "--digests=false", archive,
        ]);

    // Where the server's own containerd listens: below the data directory, as all of its state.
    private static string SocketOf(DevNode node) => Path.Combine(node.DataDirectory, "run", "containerd.sock");
}
