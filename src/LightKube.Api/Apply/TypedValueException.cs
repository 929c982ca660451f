namespace LightKube.Api.Apply;

/// <summary>A value does not fit its type so that its fields cannot be told apart. The message is what Kubernetes says.</summary>
public sealed class TypedValueException(string message) : Exception(message);
