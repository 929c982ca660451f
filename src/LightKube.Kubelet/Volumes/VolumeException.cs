namespace LightKube.Kubelet.Volumes;

/// <summary>A volume cannot be made as the pod asks. Shown in the event FailedMount; tried again.</summary>
internal sealed class VolumeException(string message, Exception? inner = null) : Exception(message, inner);
