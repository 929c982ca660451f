namespace LightKube.Kubelet.Images;

/// <summary>An image is not here and cannot be got. Shown as the container's waiting state; tried again with growing delays.</summary>
internal sealed class ImagePullException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    internal const string ErrImagePull = "ErrImagePull";
    internal const string ErrImageNeverPull = "ErrImageNeverPull";
    internal const string ImagePullBackOff = "ImagePullBackOff";
    internal const string InvalidImageName = "InvalidImageName";

    internal string Reason { get; } = reason;
}
