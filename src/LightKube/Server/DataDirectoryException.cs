namespace LightKube.Server;

/// <summary>The data directory cannot be used; the message says why, and what to do.</summary>
internal sealed class DataDirectoryException(string message, Exception cause) : Exception(message, cause);
