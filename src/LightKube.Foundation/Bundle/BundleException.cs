namespace LightKube.Foundation.Bundle;

/// <summary>The bundle at an executable's end is damaged: the download or the copy of the executable is not whole.</summary>
public sealed class BundleException : IOException
{
    internal BundleException(string executable, string damage)
        : base($"The bundle inside {executable} is damaged: {damage}. Install the executable again.")
    {
    }
}
