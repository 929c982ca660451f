namespace LightKube.Api.Validation;

/// <summary>A value is not of its field's type.</summary>
internal sealed class ValueTypeException(string message) : Exception(message);
