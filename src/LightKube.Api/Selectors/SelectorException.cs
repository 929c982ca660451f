namespace LightKube.Api.Selectors;

/// <summary>A selector that cannot be read. The message is for the person who wrote it; the API answers 400.</summary>
public sealed class SelectorException(string message) : Exception(message);
