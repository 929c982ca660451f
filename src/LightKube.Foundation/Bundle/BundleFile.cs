namespace LightKube.Foundation.Bundle;

/// <summary>One file of the bundle.</summary>
/// <param name="Path">Relative, with slashes: <c>bin/containerd</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Mode">The permissions that it is unpacked with.</param>
/// <param name="Sha256">Its hash in lower-case hexadecimal digits.</param>
public sealed record BundleFile(string Path, long Size, UnixFileMode Mode, string Sha256);
