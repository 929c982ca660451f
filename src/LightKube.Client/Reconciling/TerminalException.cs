namespace LightKube.Client.Reconciling;

/// <summary>The work on an object cannot succeed until the object changes. Logged once, not tried again.</summary>
public sealed class TerminalException(string message, Exception? inner = null) : Exception(message, inner);
