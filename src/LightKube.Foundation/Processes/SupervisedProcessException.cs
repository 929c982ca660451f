namespace LightKube.Foundation.Processes;

/// <summary>A child process did not do what it should; the message says what happened and ends with what the process last said.</summary>
public sealed class SupervisedProcessException(string message) : Exception(message);
