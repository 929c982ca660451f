namespace LightKube.Kubelet.Env;

/// <summary>
/// A container cannot be made as its pod asks: something that it refers to is missing or wrong. Shown to the user as the container's
/// waiting state; tried again, since the missing thing may come.
/// </summary>
internal sealed class PodConfigException(string message, string reason = PodConfigException.ConfigError) : Exception(message)
{
    internal const string ConfigError = "CreateContainerConfigError";

    /// <summary>The waiting state's reason.</summary>
    internal string Reason { get; } = reason;
}
