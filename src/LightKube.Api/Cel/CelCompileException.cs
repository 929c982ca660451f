namespace LightKube.Api.Cel;

/// <summary>The text is no expression, or not one that fits its environment. The message is for who wrote it: cel-go's, with line and caret.</summary>
public sealed class CelCompileException(string message) : Exception(message);
